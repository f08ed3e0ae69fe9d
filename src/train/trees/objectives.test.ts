import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { estimate } from "../../model/index.ts"
import { wasmKernels } from "../kernels/wasm.ts"
import { newMeter } from "../meter.ts"
import { sampleMatrix } from "../samples.ts"
import { binMatrix } from "./bins.ts"
import { type BoostParams, boostRound, newBooster } from "./booster.ts"
import { collectTrees } from "./collect.ts"
import { lanesOf, linkOf, type NumberLoss } from "./objective.ts"
import { newWorkspace } from "./workspace.ts"

interface Reference {
  /** Rows learnt from; the rest is held out. */
  readonly learnt: number
  readonly columns: readonly (readonly (number | null)[])[]
  readonly targets: Readonly<Record<NumberLoss["kind"], readonly number[]>>
  /** Of LightGBM on the rows held out. */
  readonly losses: Readonly<Record<NumberLoss["kind"], number>>
}

const reference = JSON.parse(readFileSync(new URL("objectives.reference.json", import.meta.url), "utf8")) as Reference
const matrix = sampleMatrix(reference.columns.map((column) => column.map((value) => value ?? Number.NaN)))
const params: BoostParams = { learningRate: 0.1, leaves: 8, minLeaf: 20, l2: 0, rowShare: 1, featureShare: 1 }

/** Answers for all rows of boosting that learnt from the first ones. */
function answersTo(objective: NumberLoss, target: readonly number[], rounds = 40): Float64Array {
  const space = newWorkspace(
    { binned: binMatrix(matrix, wasmKernels(1)), lanes: lanesOf(objective), leaves: params.leaves },
    newMeter(),
  )
  const booster = newBooster(space, params, {
    objective,
    target: Float64Array.from(target),
    outputs: 1,
    train: Int32Array.from({ length: reference.learnt }, (_, row) => row),
    watch: new Int32Array(0),
    random: seededRandom(3),
  })
  const trees = Array.from({ length: rounds }, () => boostRound(booster) ?? []).flat()
  const { base } = booster.scored
  const link = linkOf(objective)
  return estimate(collectTrees(trees, space.binned, { combine: "sum", link, outputs: 1, base }), matrix)[0]!
}

const losses: readonly [NumberLoss, (truth: number, answer: number) => number][] = [
  [{ kind: "quantile", share: 0.8 }, (y, p) => (y > p ? 0.8 * (y - p) : 0.2 * (p - y))],
  [{ kind: "huber", delta: 1 }, (y, p) => Math.abs(y - p)],
  [{ kind: "poisson" }, (y, p) => 2 * ((y > 0 ? y * Math.log(y / p) : 0) - y + p)],
  [{ kind: "tweedie", power: 1.4 }, (y, p) => 2 * (y ** 0.6 / (-0.4 * 0.6) + (y * p ** -0.4) / 0.4 + p ** 0.6 / 0.6)],
]

describe("objectives of regression", () => {
  test.each(losses)("$kind: no worse on new rows than LightGBM's", (objective, loss) => {
    const target = reference.targets[objective.kind]
    const answers = answersTo(objective, target).slice(reference.learnt)
    const held = target.slice(reference.learnt)
    const own = held.reduce((sum, truth, row) => sum + loss(truth, answers[row]!), 0) / held.length
    expect(own / reference.losses[objective.kind]).toBeLessThan(1.02)
  })

  test("the share of truths below the answer is the quantile asked for", () => {
    const target = reference.targets.quantile.slice(0, reference.learnt)
    for (const share of [0.1, 0.5, 0.9]) {
      const answers = answersTo({ kind: "quantile", share }, reference.targets.quantile)
      const below = target.filter((truth, row) => truth <= answers[row]!).length / target.length
      expect(Math.abs(below - share)).toBeLessThan(0.06)
    }
  })

  test("counts and amounts get answers above zero, also where all that was seen was zero", () => {
    const target = reference.targets.poisson.map((count, row) => (matrix.columns[0]![row]! > 0 ? count : 0))
    for (const objective of [{ kind: "poisson" }, { kind: "tweedie", power: 1.4 }] as const) {
      const answers = answersTo(objective, target)
      expect(answers.every((answer) => answer > 0 && Number.isFinite(answer))).toBe(true)
    }
    expect(answersTo({ kind: "poisson" }, new Array<number>(matrix.rows).fill(0)).every(Number.isFinite)).toBe(true)
  })

  test("counts of any size are learnt without a number that is not finite", () => {
    const target = reference.targets.poisson.map((count, row) => (row % 50 === 0 ? 1e9 : count))
    expect(answersTo({ kind: "poisson" }, target).every(Number.isFinite)).toBe(true)
  })

  test("Poisson's answers add up to the counts", () => {
    const target = reference.targets.poisson.slice(0, reference.learnt)
    const answers = answersTo({ kind: "poisson" }, reference.targets.poisson).slice(0, reference.learnt)
    const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0)
    expect(sum(answers) / sum(target)).toBeCloseTo(1, 1)
  })

  test("with Huber's loss one wild target moves no answer far, and a huge delta gives squared errors", () => {
    const wild = reference.targets.poisson.map((value, row) => (row === 7 ? 1e6 : value))
    expect(Math.max(...answersTo({ kind: "huber", delta: 1 }, wild))).toBeLessThan(100)
    const [huber, squared] = [
      answersTo({ kind: "huber", delta: 1e9 }, reference.targets.poisson),
      answersTo({ kind: "squared" }, reference.targets.poisson),
    ]
    expect(Math.max(...huber.map((answer, row) => Math.abs(answer - squared[row]!)))).toBeLessThan(2)
  })
})
