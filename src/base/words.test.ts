import { expect, test } from "vitest"
import { errorDocument, exitCodeOf, KnownError } from "./error.ts"
import { formatBytes, formatDuration, formatNumber } from "./format.ts"
import { canonicalJson } from "./json.ts"
import { nearest } from "./near.ts"

test("sizes, durations and numbers are written for people", () => {
  expect([999, 1500, 2_340_000, 12e9].map(formatBytes)).toEqual(["999 B", "1.5 kB", "2.3 MB", "12.0 GB"])
  expect([12, 2100, 185_000, 7_260_000].map(formatDuration)).toEqual(["12 ms", "2.1 s", "3 min 5 s", "2 h 1 min"])
  expect([0, 1234, 1234.567, 0.123456, 0.0000123, 5.825e17, -1e300, Number.NaN].map(formatNumber)).toEqual([
    "0",
    "1,234",
    "1,235",
    "0.1235",
    "1.23e-5",
    "5.825e+17",
    "-1.000e+300",
    "-",
  ])
})

test("a slip of the finger finds the word that was meant, another word finds none", () => {
  expect(nearest("budgetSecond", ["seed", "budgetSeconds"])).toBe("budgetSeconds")
  expect(nearest("Math_Score", ["math_score", "reading_score"])).toBe("math_score")
  expect(nearest("colour", ["width", "price"])).toBeUndefined()
})

test("equal data has equal canonical JSON, whatever the order of its keys", () => {
  expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: null })).toBe(canonicalJson({ a: null, b: [1, { c: 2, d: 1 }] }))
})

test("the blame decides the exit code, and anything unknown is our bug and shows no stack", () => {
  const error = new KnownError({
    code: "base.example",
    blame: "gate",
    message: "no",
    hint: "mend it",
    detail: { row: 1 },
  })
  expect(exitCodeOf(error)).toBe(4)
  expect(errorDocument(error)).toEqual({
    error: { code: "base.example", blame: "gate", message: "no", hint: "mend it", detail: { row: 1 } },
  })
  expect(exitCodeOf(new TypeError("oops"))).toBe(1)
  expect(JSON.stringify(errorDocument(new TypeError("oops")))).not.toContain(".ts:")
})
