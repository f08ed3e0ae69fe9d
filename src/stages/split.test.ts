import fc from "fast-check"
import { expect, test } from "vitest"
import { seededRandom } from "../base/index.ts"
import { type SplitInput, splitRows, splitSettings } from "./split.ts"

const settings = (given: object = {}) => splitSettings.parse(given)
const input = (rows: number, more: Partial<SplitInput> = {}): SplitInput => ({
  rows,
  task: "regression",
  target: new Float64Array(rows),
  ...more,
})

test("every row is on exactly one side, and both sides have rows, whatever the method", () => {
  const methods = fc.constantFrom("random", "stratified", "time", "group")
  fc.assert(
    fc.property(
      methods,
      fc.integer({ min: 2, max: 200 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (method, rows, testShare) => {
        const given = input(rows, {
          task: "binary",
          target: Float64Array.from({ length: rows }, (_, row) => row % 2),
          time: Float64Array.from({ length: rows }, (_, row) => (row * 7) % rows),
          groups: Int32Array.from({ length: rows }, (_, row) => row % Math.max(2, rows >> 2)),
        })
        const { train, test } = splitRows(given, settings({ method, testShare }), seededRandom(1))
        expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, row) => row))
        expect(train.length).toBeGreaterThan(0)
        expect(test.length).toBeGreaterThan(0)
      },
    ),
  )
})

test("the same seed holds out the same rows, another seed others", () => {
  const held = (seed: number): readonly number[] => [...splitRows(input(100), settings(), seededRandom(seed)).test]
  expect(held(1)).toEqual(held(1))
  expect(held(1)).not.toEqual(held(2))
})

test("by time the held-out rows are the latest, and rows without a time are never among them", () => {
  const time = Float64Array.from([5, Number.NaN, 1, 4, 3, 2])
  const { train, test } = splitRows(input(6, { time }), settings({ testShare: 0.4 }), seededRandom(1))
  expect([...test]).toEqual([3, 0])
  expect([...train]).toEqual([1, 2, 5, 4])
})

test("by class each class keeps its share on both sides, and a class with one row stays in training", () => {
  const target = Float64Array.from([...new Array(80).fill(0), ...new Array(20).fill(1), 2])
  const { test, train } = splitRows(input(101, { task: "multiclass", target }), settings(), seededRandom(1))
  const count = (label: number): number => test.filter((row) => target[row] === label).length
  expect([count(0), count(1), count(2)]).toEqual([16, 4, 0])
  expect(train.includes(100)).toBe(true)
})

test("a column of the table names the held-out rows, whatever the share, unless the method is another", () => {
  const held = Uint8Array.from([0, 1, 0, 0, 1])
  const { method, train, test } = splitRows(input(5, { held }), settings({ testShare: 0.9 }), seededRandom(1))
  expect([method, [...train], [...test]]).toEqual(["column", [0, 2, 3], [1, 4]])
  const other = splitRows(input(5, { held }), settings({ method: "random" }), seededRandom(1))
  expect(other.method).toBe("random")
  expect(() => splitRows(input(5), settings({ method: "column" }), seededRandom(1))).toThrow(
    expect.objectContaining({ code: "stages.split-column-missing" }),
  )
})

test("of two classes both are held out, however rare one is", () => {
  const target = Float64Array.from({ length: 500 }, (_, row) => (row < 2 ? 1 : 0))
  const { test: held, train } = splitRows(input(500, { task: "binary", target }), settings(), seededRandom(1))
  expect([held, train].map((side) => side.filter((row) => target[row] === 1).length)).toEqual([1, 1])
})

test("a number has no classes to split by", () => {
  expect(() => splitRows(input(20), settings({ method: "stratified" }), seededRandom(1))).toThrow(
    expect.objectContaining({ code: "stages.stratified-not-for-task" }),
  )
})

test("rows that are all of one group are refused", () => {
  const groups = new Int32Array(20)
  const asked = settings({ method: "group", group: "household" })
  expect(() => splitRows(input(20, { groups }), asked, seededRandom(1))).toThrow(/at least two values of split.group/)
})

test("rows of one group are never on both sides", () => {
  const groups = Int32Array.from({ length: 60 }, (_, row) => Math.floor(row / 5))
  const { train, test } = splitRows(
    input(60, { groups }),
    settings({ method: "group", group: "household" }),
    seededRandom(1),
  )
  const inTest = new Set([...test].map((row) => groups[row]))
  expect([...train].some((row) => inTest.has(groups[row]!))).toBe(false)
})

test("a method whose column is missing is refused and not silently replaced", () => {
  expect(() => splitRows(input(10), settings({ method: "time" }), seededRandom(1))).toThrow(
    /no column of schema.yaml has the role time/,
  )
  expect(() => splitRows(input(10), settings({ method: "group" }), seededRandom(1))).toThrow(
    /split.group names no column/,
  )
})
