import fc from "fast-check"
import { expect, test } from "vitest"
import { seededRandom, shuffle } from "./random.ts"

test("the same seed gives the same stream, another seed another", () => {
  const take = (seed: number): readonly number[] => Array.from({ length: 5 }, seededRandom(seed).next)
  expect(take(1)).toEqual(take(1))
  expect(take(1)).not.toEqual(take(2))
})

test("numbers are uniform in [0, 1): mean, variance and the ten deciles of 100,000 agree within four standard errors", () => {
  const { next } = seededRandom(7)
  const values = Array.from({ length: 100_000 }, next)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length))
  const deciles = new Int32Array(10)
  for (const value of values) deciles[Math.floor(value * 10)]! += 1
  for (const count of deciles) expect(Math.abs(count - 10_000)).toBeLessThan(4 * Math.sqrt(9000))
})

test("normal numbers have mean 0 and variance 1 within four standard errors", () => {
  const random = seededRandom("normal")
  const values = Array.from({ length: 50_000 }, () => random.normal())
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length))
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length))
})

test("a fork does not disturb its parent and differs from its siblings", () => {
  const parent = seededRandom(3)
  const undisturbed = seededRandom(3)
  const [one, two] = [parent.fork("one").next(), parent.fork("two").next()]
  expect(one).not.toBe(two)
  expect(parent.next()).toBe(undisturbed.next())
})

test("a shuffle keeps every value and an integer stays below its bound", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 1000 }), (values, below) => {
      const random = seededRandom(below)
      expect(shuffle([...values], random).sort()).toEqual([...values].sort())
      const drawn = random.integer(below)
      expect(drawn >= 0 && drawn < below && Number.isInteger(drawn)).toBe(true)
    }),
  )
})
