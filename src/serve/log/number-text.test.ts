import fc from "fast-check"
import { expect, test } from "vitest"
import { exactJson, numberText } from "./number-text.ts"

test("every finite double reads back with the same bits, minus zero included", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Object.is(JSON.parse(numberText(value)), value)).toBe(true)
      expect(Object.is(JSON.parse(exactJson({ a: [value] })).a[0], value)).toBe(true)
    }),
  )
})

test("any JSON value reads back equal", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(exactJson(JSON.parse(exactJson(value)))).toBe(exactJson(value))
      expect(JSON.parse(exactJson(value))).toEqual(value)
    }),
  )
})

test("what JSON cannot hold is null", () => {
  expect([Number.NaN, Infinity, -Infinity].map(numberText)).toEqual(["null", "null", "null"])
})
