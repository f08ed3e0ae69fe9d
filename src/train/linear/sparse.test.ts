import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { newMeter } from "../meter.ts"
import { sampleMatrix } from "../samples.ts"
import { centredDesign, type LinearFit, linearScores } from "./design.ts"
import { fitElasticNet, largestPenalty } from "./elastic-net.ts"
import { fitSparseLogistic, largestLogisticPenalty } from "./sparse-logistic.ts"

interface Reference {
  readonly columns: readonly (readonly number[])[]
  readonly target: readonly number[]
  readonly label: readonly number[]
  readonly third: readonly number[]
  readonly penalty: number
  readonly l1Share: number
  readonly lasso: readonly number[]
  readonly elasticNet: readonly number[]
  readonly lassoLogistic: readonly number[]
  readonly elasticNetLogistic: readonly number[]
  readonly lassoSoftmax: readonly (readonly number[])[]
}

const reference = JSON.parse(readFileSync(new URL("sparse.reference.json", import.meta.url), "utf8")) as Reference
const matrix = sampleMatrix(reference.columns)
const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row)
const design = centredDesign(matrix, rows)
const target = Float64Array.from(reference.target)
const label = Float64Array.from(reference.label)
const { penalty, l1Share } = reference
const meter = newMeter()

function farthest(own: ArrayLike<number>, theirs: readonly number[]): number {
  return Math.max(...theirs.map((value, row) => Math.abs(value - own[row]!)))
}

function sharesOf(fit: LinearFit): Float64Array {
  return linearScores(matrix, rows, fit).map((score) => 1 / (1 + Math.exp(-score)))
}

describe("fitElasticNet", () => {
  test.each([
    ["Lasso", 1, reference.lasso],
    ["ElasticNet", l1Share, reference.elasticNet],
  ])("answers equal those of scikit-learn's %s, also at the end of a path", (_, share, theirs) => {
    const fits = fitElasticNet(design, target, { penalties: [0.5, penalty, 1], l1Share: share, meter })
    expect(farthest(linearScores(matrix, rows, fits[1]!), theirs)).toBeLessThan(1e-6)
  })

  test("the largest penalty leaves every weight at 0 and one below it does not", () => {
    const most = largestPenalty(design, target, 1)
    const [all, fewer] = fitElasticNet(design, target, { penalties: [most, 0.99 * most], l1Share: 1, meter })
    expect(all!.weights.every((weight) => weight === 0)).toBe(true)
    expect(fewer!.weights.filter((weight) => weight !== 0)).toHaveLength(1)
  })

  test("a row counted twice is a row of weight 2, and a constant column gets no weight", () => {
    const given = sampleMatrix([
      [1, 2, 4, 3],
      [0, 1, 0, 2],
      [7, 7, 7, 7],
    ])
    const options = { penalties: [0.01], l1Share: 0.5, meter }
    const weighted = centredDesign(given, Int32Array.of(0, 1, 2, 3), Float64Array.of(1, 2, 1, 1))
    const [heavy] = fitElasticNet(weighted, Float64Array.of(1, 5, 2, 4), options)
    const [twice] = fitElasticNet(
      centredDesign(given, Int32Array.of(0, 1, 1, 2, 3)),
      Float64Array.of(1, 5, 5, 2, 4),
      options,
    )
    expect(farthest(heavy!.weights, [...twice!.weights])).toBeLessThan(1e-6)
    expect(heavy!.weights[2]).toBe(0)
  })
})

describe("fitSparseLogistic", () => {
  test.each([
    ["the lasso", 1, reference.lassoLogistic],
    ["the elastic net", l1Share, reference.elasticNetLogistic],
  ])("two classes: probabilities equal those of scikit-learn with %s", (_, share, theirs) => {
    const penalties = [0.1, penalty]
    const fits = fitSparseLogistic(design, label, { penalties, l1Share: share, outputs: 1, meter })
    expect(farthest(sharesOf(fits[1]![0]!), theirs)).toBeLessThan(1e-6)
  })

  test("three classes: probabilities equal those of scikit-learn", () => {
    const options = { penalties: [penalty], l1Share: 1, outputs: 3, meter }
    const [fits] = fitSparseLogistic(design, Float64Array.from(reference.third), options)
    const scores = fits!.map((fit) => linearScores(matrix, rows, fit).map(Math.exp))
    for (const [place, theirs] of reference.lassoSoftmax.entries()) {
      const shares = scores[place]!.map((value, row) => value / scores.reduce((sum, other) => sum + other[row]!, 0))
      expect(farthest(shares, theirs)).toBeLessThan(1e-6)
    }
  })

  test("the largest penalty leaves every weight at 0, and parted classes give finite ones", () => {
    const options = { l1Share: 1, outputs: 1, meter }
    const most = largestLogisticPenalty(design, label, options)
    const [all] = fitSparseLogistic(design, label, { ...options, penalties: [1.01 * most] })
    expect(all![0]!.weights.every((weight) => weight === 0)).toBe(true)
    const parted = centredDesign(sampleMatrix([[-2, -1, 1, 2]]), Int32Array.of(0, 1, 2, 3))
    const [fits] = fitSparseLogistic(parted, Float64Array.of(0, 0, 1, 1), { ...options, penalties: [1e-4] })
    expect(Number.isFinite(fits![0]!.weights[0]!)).toBe(true)
  })
})
