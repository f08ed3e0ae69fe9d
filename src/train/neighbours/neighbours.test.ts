import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { type Estimator, estimate } from "../../model/index.ts"
import { sampleMatrix } from "../samples.ts"
import { answersForAll, keepRows } from "./neighbours.ts"

interface Reference {
  readonly columns: readonly (readonly number[])[]
  readonly target: readonly number[]
  readonly third: readonly number[]
  readonly learnt: number
  readonly uniform: readonly number[]
  readonly distance: readonly number[]
  readonly classes: readonly (readonly number[])[]
}

const reference = JSON.parse(readFileSync(new URL("neighbours.reference.json", import.meta.url), "utf8")) as Reference
const matrix = sampleMatrix(reference.columns)
const learnt = Int32Array.from({ length: reference.learnt }, (_, row) => row)
const held = Int32Array.from({ length: matrix.rows - reference.learnt }, (_, row) => reference.learnt + row)
const heldMatrix = sampleMatrix(reference.columns.map((column) => column.slice(reference.learnt)))
const numbers = { matrix, rows: learnt, target: Float64Array.from(reference.target), outputs: 1 }

function farthest(own: ArrayLike<number>, theirs: readonly number[]): number {
  return Math.max(...theirs.map((value, row) => Math.abs(value - own[row]!)))
}

describe("neighbours", () => {
  test.each([
    ["uniform", 5, reference.uniform],
    ["distance", 8, reference.distance],
  ] as const)("answers equal those of scikit-learn with %s weights", (weighting, count, theirs) => {
    const kept = keepRows(numbers, { count, weighting })
    expect(farthest(estimate(kept, heldMatrix)[0]!, theirs)).toBeLessThan(1e-9)
  })

  test("shares of three classes equal those of scikit-learn", () => {
    const classes = { ...numbers, target: Float64Array.from(reference.third), outputs: 3 }
    const own = estimate(keepRows(classes, { count: 7, weighting: "distance" }), heldMatrix)
    for (const [label, theirs] of reference.classes.entries()) expect(farthest(own[label]!, theirs)).toBeLessThan(1e-9)
  })

  test("many parameters at once answer as each does alone", () => {
    const params = [1, 3, 9].flatMap((count) =>
      (["uniform", "distance"] as const).map((weighting) => ({ count, weighting })),
    )
    const all = answersForAll(keepRows(numbers, params[0]!), { matrix, rows: held, params })
    for (const [which, param] of params.entries()) {
      expect(farthest(all[which]![0]!, [...estimate(keepRows(numbers, param), heldMatrix)[0]!])).toBeLessThan(1e-12)
    }
  })

  test("rows as near as the last neighbour answer too, so that their order does not matter", () => {
    const given = sampleMatrix([[0, 1, -1, 1, 5]])
    const target = Float64Array.of(0, 10, 20, 30, 99)
    const order = [Int32Array.of(0, 1, 2, 3, 4), Int32Array.of(3, 0, 4, 2, 1)]
    const answers = order.map(
      (rows) =>
        estimate(keepRows({ matrix: given, rows, target, outputs: 1 }, { count: 2, weighting: "uniform" }), given)[0]!,
    )
    expect(answers[0]![0]).toBe(15)
    expect([...answers[1]!]).toEqual([...answers[0]!])
  })

  test("a training row is answered by itself where distance counts", () => {
    const kept: Estimator = keepRows(numbers, { count: 5, weighting: "distance" })
    const own = estimate(kept, matrix)[0]!.subarray(0, reference.learnt)
    expect(farthest(own, reference.target.slice(0, reference.learnt))).toBeLessThan(1e-12)
  })
})
