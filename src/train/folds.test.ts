import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { seededRandom } from "../base/index.ts"
import { makeFolds } from "./folds.ts"
import type { TrainInput } from "./input.ts"
import { sampleMatrix } from "./samples.ts"

function inputOf(target: readonly number[], more: Partial<TrainInput> = {}): TrainInput {
  return {
    matrix: sampleMatrix([target]),
    target: Float64Array.from(target),
    task: "regression",
    classes: 0,
    ...more,
  }
}

const five = { parts: 5, used: 5, repeats: 1 }
const numbers = (count: number): number[] => Array.from({ length: count }, (_, row) => row)

describe("makeFolds", () => {
  test("each row is held out exactly once and never learnt from where it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 2, max: 10 }), (rows, parts) => {
        const folds = makeFolds(inputOf(numbers(rows)), { parts, used: parts, repeats: 1 }, seededRandom(1))!
        expect([...folds.scored].sort((a, b) => a - b)).toEqual(numbers(rows))
        for (const { train, valid } of folds.folds) {
          expect([...train, ...valid].sort((a, b) => a - b)).toEqual(numbers(rows))
        }
      }),
    )
  })

  test("classes are spread over the folds evenly", () => {
    const target = numbers(50).map((row) => (row < 10 ? 1 : 0))
    const folds = makeFolds(inputOf(target, { task: "binary", classes: 2 }), five, seededRandom(1))!
    expect(folds.folds.map(({ valid }) => valid.filter((row) => target[row] === 1).length)).toEqual([2, 2, 2, 2, 2])
  })

  test("a group is never on both sides", () => {
    const groups = Int32Array.from(numbers(90), (row) => row % 7)
    const folds = makeFolds(inputOf(numbers(90), { groups }), five, seededRandom(1))!
    expect(folds.kind).toBe("group")
    for (const { train, valid } of folds.folds) {
      const learnt = new Set([...train].map((row) => groups[row]))
      expect([...valid].some((row) => learnt.has(groups[row]))).toBe(false)
    }
  })

  test("with time, what is held out comes after what is learnt from", () => {
    const time = Float64Array.from(numbers(40), (row) => (row * 17) % 40)
    const folds = makeFolds(inputOf(numbers(40), { time }), five, seededRandom(1))!
    expect(folds.folds).toHaveLength(4)
    for (const { train, valid } of folds.folds) {
      const last = Math.max(...[...train].map((row) => time[row]!))
      expect(Math.min(...[...valid].map((row) => time[row]!))).toBeGreaterThan(last)
    }
  })

  test("rows of one moment are not parted, and a single moment gives no fold", () => {
    const time = Float64Array.from(numbers(40), (row) => Math.floor(row / 15))
    const folds = makeFolds(inputOf(numbers(40), { time }), five, seededRandom(1))!
    for (const { train, valid } of folds.folds) {
      const learnt = new Set([...train].map((row) => time[row]))
      expect([...valid].some((row) => learnt.has(time[row]))).toBe(false)
    }
    expect(makeFolds(inputOf(numbers(40), { time: new Float64Array(40) }), five, seededRandom(1))).toBeUndefined()
  })

  test("repeats hold every row out once each, cut in another way", () => {
    const folds = makeFolds(inputOf(numbers(20)), { ...five, repeats: 3 }, seededRandom(1))!
    expect(folds.folds).toHaveLength(15)
    expect([...folds.scored].sort((a, b) => a - b)).toEqual(numbers(60).map((place) => Math.floor(place / 3)))
    expect(new Set(folds.folds.map(({ valid }) => valid.join())).size).toBe(15)
  })

  test("a single row or a single group gives no fold", () => {
    expect(makeFolds(inputOf([1]), five, seededRandom(1))).toBeUndefined()
    const groups = new Int32Array(9)
    expect(makeFolds(inputOf(numbers(9), { groups }), five, seededRandom(1))).toBeUndefined()
  })
})
