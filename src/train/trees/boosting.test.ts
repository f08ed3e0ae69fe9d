import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { estimate, type TreesEstimator } from "../../model/index.ts"
import { wasmKernels } from "../kernels/wasm.ts"
import { newMeter } from "../meter.ts"
import { normalColumns, sampleMatrix } from "../samples.ts"
import { answersOf } from "./answers.ts"
import { binMatrix } from "./bins.ts"
import { type Booster, type BoostParams, boostRound, newBooster } from "./booster.ts"
import { collectTrees } from "./collect.ts"
import { lanesOf, linkOf, type Objective } from "./objective.ts"
import { newWorkspace } from "./workspace.ts"

interface Reference {
  readonly columns: readonly (readonly (number | null)[])[]
  readonly target: readonly number[]
  readonly label: readonly number[]
  readonly third: readonly number[]
  readonly squared: readonly number[]
  readonly absolute: readonly number[]
  readonly logistic: readonly number[]
  readonly lightgbmSquared: readonly number[]
}

const reference = JSON.parse(readFileSync(new URL("boosting.reference.json", import.meta.url), "utf8")) as Reference
const matrix = sampleMatrix(reference.columns.map((column) => column.map((value) => value ?? Number.NaN)))
const plain: BoostParams = { learningRate: 0.1, leaves: 15, minLeaf: 20, l2: 0, rowShare: 1, featureShare: 1 }

interface Boosted {
  readonly booster: Booster
  readonly estimator: TreesEstimator
}

function boost(objective: Objective, target: readonly number[], params: BoostParams): Boosted {
  const outputs = objective.kind === "softmax" ? 3 : 1
  const space = newWorkspace(
    {
      binned: binMatrix(matrix, wasmKernels(1)),
      lanes: lanesOf(objective),
      leaves: params.leaves,
    },
    newMeter(),
  )
  const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row)
  const booster = newBooster(space, params, {
    objective,
    target: Float64Array.from(target),
    outputs,
    train: rows.filter((row) => row % 5 > 0 || params === plain),
    watch: rows.filter((row) => row % 5 === 0 && params !== plain),
    random: seededRandom(3),
  })
  const trees = Array.from({ length: 30 }, () => boostRound(booster)!).flat()
  const link = linkOf(objective)
  const { base } = booster.scored
  return { booster, estimator: collectTrees(trees, space.binned, { combine: "sum", link, outputs, base }) }
}

function farthest(own: ArrayLike<number>, theirs: readonly number[]): number {
  return Math.max(...theirs.map((value, row) => Math.abs(value - own[row]!)))
}

describe("boosting", () => {
  test("answers equal those of scikit-learn's histogram boosting", () => {
    const squared = estimate(boost({ kind: "squared" }, reference.target, plain).estimator, matrix)
    expect(farthest(squared[0]!, reference.squared)).toBeLessThan(1e-5)
    const logistic = estimate(boost({ kind: "logistic" }, reference.label, plain).estimator, matrix)
    expect(farthest(logistic[0]!, reference.logistic)).toBeLessThan(3e-4) // theirs keeps gradients as float32
  })

  test("answers equal those of LightGBM", () => {
    const squared = estimate(boost({ kind: "squared" }, reference.target, plain).estimator, matrix)
    expect(farthest(squared[0]!, reference.lightgbmSquared)).toBeLessThan(1e-5)
  })

  test.each([
    [{ kind: "squared" }, reference.target],
    [{ kind: "absolute" }, reference.target],
    [{ kind: "quantile", share: 0.3 }, reference.target],
    [{ kind: "huber", delta: 0.5 }, reference.target],
    [{ kind: "poisson" }, reference.third],
    [{ kind: "tweedie", power: 1.5 }, reference.third],
    [{ kind: "logistic" }, reference.label],
    [{ kind: "softmax" }, reference.third],
  ] as const)(
    "$kind: the stored model scores rows learnt from, drawn or only watched as training did, to the bit",
    (objective, target) => {
      const { booster, estimator } = boost(objective, target, { ...plain, rowShare: 0.7, featureShare: 0.6, l2: 1 })
      const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row)
      expect(estimate(estimator, matrix)).toEqual(answersOf(booster.scored, rows))
    },
  )

  test("absolute errors end as small as those of scikit-learn, whose equal gains are chosen from in another order", () => {
    const errorOf = (answers: ArrayLike<number>): number =>
      reference.target.reduce((sum, value, row) => sum + Math.abs(value - answers[row]!), 0)
    const [answers] = estimate(boost({ kind: "absolute" }, reference.target, plain).estimator, matrix)
    expect(Math.abs(errorOf(answers!) / errorOf(reference.absolute) - 1)).toBeLessThan(0.02)
  })

  test("with absolute errors one wild target moves no answer far", () => {
    const wild = reference.target.map((value, row) => (row === 7 ? 1e6 : value))
    const [answers] = estimate(boost({ kind: "absolute" }, wild, plain).estimator, matrix)
    expect(Math.max(...answers!)).toBeLessThan(10)
  })

  test("absolute errors: targets moved and stretched move and stretch the answers", () => {
    const [answers] = estimate(boost({ kind: "absolute" }, reference.target, plain).estimator, matrix)
    const changed = reference.target.map((value) => 4 * value - 8)
    const [others] = estimate(boost({ kind: "absolute" }, changed, plain).estimator, matrix)
    expect(farthest(others!, [...answers!.map((value) => 4 * value - 8)])).toBeLessThan(1e-4)
  })

  test("classes of softmax sum to one and follow the truth", () => {
    const answers = estimate(boost({ kind: "softmax" }, reference.third, plain).estimator, matrix)
    const right = reference.third.filter((label, row) =>
      answers.every((shares) => shares[row]! <= answers[label]![row]!),
    )
    expect(right.length / matrix.rows).toBeGreaterThan(0.85)
  })

  test("a target that is already met ends the boosting", () => {
    const space = newWorkspace({ binned: binMatrix(matrix, wasmKernels(1)), lanes: 1, leaves: 4 }, newMeter())
    const train = Int32Array.from({ length: matrix.rows }, (_, row) => row)
    const target = new Float64Array(matrix.rows).fill(2.5)
    const start = {
      objective: { kind: "squared" },
      target,
      outputs: 1,
      train,
      watch: train,
      random: seededRandom(1),
    } as const
    expect(boostRound(newBooster(space, plain, start))).toBeUndefined()
  })

  test("many features in few rows are no problem", () => {
    const wide = sampleMatrix(normalColumns(40, 1000, seededRandom(2)))
    const space = newWorkspace({ binned: binMatrix(wide, wasmKernels(1)), lanes: 1, leaves: 4 }, newMeter())
    const train = Int32Array.from({ length: 40 }, (_, row) => row)
    const target = Float64Array.from(wide.columns[500]!)
    const start = {
      objective: { kind: "squared" },
      target,
      outputs: 1,
      train,
      watch: train,
      random: seededRandom(1),
    } as const
    const [tree] = boostRound(newBooster(space, { ...plain, minLeaf: 5 }, start))!
    expect(tree!.feature[0]).toBe(500)
  })
})
