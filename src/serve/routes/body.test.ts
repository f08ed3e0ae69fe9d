import { expect, test } from "vitest"
import { parseCsv, parseJson, parseJsonLines } from "./body.ts"

test("JSON that does not parse, or is empty, is refused with the reason", () => {
  expect(() => parseJson('{"a": NaN}')).toThrow(/Cannot read the body as JSON: /)
  expect(() => parseJson(" ")).toThrow("Cannot read the body as JSON: it is empty")
})

test("nesting beyond 32 levels is refused before it is parsed", () => {
  expect(() => parseJson("[".repeat(100_000))).toThrow(/wanted at most 32 levels of nesting/)
  expect(() => parseJson(`{"a":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`)).toThrow(/32 levels/)
})

test("brackets within strings do not count as nesting", () => {
  const text = JSON.stringify([`${"[".repeat(5000)}\\"{`])
  expect(parseJson(text)).toEqual(JSON.parse(text))
})

test("a key named __proto__ stays a plain key", () => {
  const parsed = parseJson('{"__proto__": {"admin": true}}') as Record<string, unknown>
  expect(Object.keys(parsed)).toEqual(["__proto__"])
  expect(parsed["admin"]).toBeUndefined()
})

test("JSON lines pass over empty lines", () => {
  expect(parseJsonLines('{"a":1}\r\n\n{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }])
})

test("CSV keeps quoted commas and line ends, finds the delimiter, takes off the byte order mark", () => {
  expect(parseCsv('\ufeffa;b\r\n"1;2";"x\ny"\r\n')).toMatchObject({
    header: ["a", "b"],
    cells: [["1;2", "x\ny"]],
    delimiter: ";",
  })
})

test("CSV of one column keeps an empty cell in the middle", () => {
  expect(parseCsv("a\n1\n\n2\n").cells).toEqual([["1"], [""], ["2"]])
})

test("CSV with a quote that never ends is refused", () => {
  expect(() => parseCsv('a,b\n"1,2\n')).toThrow(/Cannot read the body as CSV/)
  expect(() => parseCsv("")).toThrow("Cannot read the body as CSV: it is empty")
})
