import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { wrap } from "./wrap.ts"

describe("wrap", () => {
  test("breaks between words and sets the next rows in", () => {
    expect(wrap("note the column is left out", 14, 5)).toBe("note the\n     column is\n     left out")
  })

  test("leaves a short line and its spaces as they are", () => {
    expect(wrap("✓ ingest      238 ms  12 rows", 80, 22)).toBe("✓ ingest      238 ms  12 rows")
  })

  test("keeps a long word whole, so that a path can be copied", () => {
    expect(wrap("page: /a/very/long/path", 10, 2)).toBe("page:\n  /a/very/long/path")
  })

  test("counts no colours", () => {
    expect(wrap("\u001b[31mError\u001b[39m no", 8)).toBe("\u001b[31mError\u001b[39m no")
  })

  test("loses no word and makes no row longer than asked but for long words", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1 }),
        fc.integer({ min: 12, max: 40 }),
        (words, columns) => {
          const rows = wrap(words.join(" "), columns, 3).split("\n")
          expect(rows.map((row) => row.trim()).join(" ")).toBe(words.join(" "))
          for (const row of rows) expect(row.length).toBeLessThanOrEqual(columns)
        },
      ),
    )
  })
})
