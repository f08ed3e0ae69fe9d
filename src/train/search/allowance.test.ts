import { expect, test } from "vitest"
import { allows, newAllowance, servesFor, shapedBy } from "./allowance.ts"

test("a fit that asked for little is the same with any time above it", () => {
  const allowance = newAllowance(10)
  expect([allows(allowance, 3), allows(allowance, 7)]).toEqual([true, true])
  expect([7, 10, 1e9, 6.9].map((seconds) => servesFor(allowance, seconds))).toEqual([true, true, true, false])
})

test("a fit that was refused something is another one with the time for it", () => {
  const allowance = newAllowance(10)
  allows(allowance, 7)
  expect(allows(allowance, 12)).toBe(false)
  expect([7, 11.9, 12].map((seconds) => servesFor(allowance, seconds))).toEqual([true, true, false])
})

test("a fit that is shaped by its time is the same with any that shapes it alike", () => {
  const allowance = newAllowance(10)
  shapedBy(allowance, { least: 9, below: 11 })
  expect([10, 10.9, 9, 11, 8.9].map((seconds) => servesFor(allowance, seconds))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
})
