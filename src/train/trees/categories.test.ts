import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { Matrix } from "../../feature/index.ts"
import { estimate, type TreesEstimator } from "../../model/index.ts"
import type { Kernels } from "../kernels/kernels.ts"
import { scriptKernels } from "../kernels/script.ts"
import { wasmKernels } from "../kernels/wasm.ts"
import { newMeter } from "../meter.ts"
import { sampleMatrix } from "../samples.ts"
import { answersOf } from "./answers.ts"
import { binMatrix } from "./bins.ts"
import { type Booster, type BoostParams, boostRound, newBooster } from "./booster.ts"
import { collectTrees } from "./collect.ts"
import { growForestTrees, newForest, newForestGround } from "./forest.ts"
import { lanesOf, linkOf, type Objective } from "./objective.ts"
import { newWorkspace } from "./workspace.ts"

interface Reference {
  /** Rows learnt from; the rest is held out. */
  readonly learnt: number
  /** Codes of categories, and a number. */
  readonly columns: readonly (readonly (number | null)[])[]
  readonly target: readonly number[]
  /** Of LightGBM on the rows held out. */
  readonly rmse: number
}

const reference = JSON.parse(readFileSync(new URL("categories.reference.json", import.meta.url), "utf8")) as Reference
const matrix = coded(reference.columns.map((column) => column.map((value) => value ?? Number.NaN)))
const params: BoostParams = { learningRate: 0.1, leaves: 8, minLeaf: 20, l2: 0, rowShare: 1, featureShare: 1 }

/** The first column holds codes. */
function coded(columns: readonly ArrayLike<number>[]): Matrix {
  const plain = sampleMatrix(columns)
  return { ...plain, features: plain.features.map((one, at) => (at === 0 ? { ...one, codes: true } : one)) }
}

interface Boosted {
  readonly booster: Booster
  readonly estimator: TreesEstimator
}

function boost(objective: Objective, given: { kernels?: Kernels; params?: BoostParams; of?: Matrix } = {}): Boosted {
  const { kernels = wasmKernels(1), of = matrix } = given
  const own = given.params ?? params
  const target = reference.target.map((value) => (objective.kind === "logistic" ? Number(value > 0) : value))
  const binned = binMatrix(of, kernels)
  const space = newWorkspace({ binned, lanes: lanesOf(objective), leaves: own.leaves }, newMeter())
  const all = Int32Array.from({ length: of.rows }, (_, row) => row)
  const booster = newBooster(space, own, {
    objective,
    target: Float64Array.from(target),
    outputs: 1,
    train: all.slice(0, reference.learnt),
    watch: all.slice(reference.learnt),
    random: seededRandom(3),
  })
  const trees = Array.from({ length: 40 }, () => boostRound(booster)!).flat()
  const frame = { combine: "sum", link: linkOf(objective), outputs: 1, base: booster.scored.base } as const
  return { booster, estimator: collectTrees(trees, binned, frame) }
}

function heldOutError(answers: Float64Array): number {
  const { learnt, target } = reference
  const squares = target.slice(learnt).map((value, row) => (value - answers[learnt + row]!) ** 2)
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length)
}

describe("trees on codes of categories", () => {
  test("split by sets, and answer new rows no worse than LightGBM's and better than by the order of the codes", () => {
    const { estimator } = boost({ kind: "squared" })
    expect(estimator.subset?.some((start) => start >= 0)).toBe(true)
    const error = heldOutError(estimate(estimator, matrix)[0]!)
    expect(error / reference.rmse).toBeLessThan(1.02)
    const ordered = boost({ kind: "squared" }, { of: sampleMatrix(matrix.columns) })
    expect(error).toBeLessThan(heldOutError(estimate(ordered.estimator, matrix)[0]!))
  })

  test.each([{ kind: "squared" }, { kind: "logistic" }, { kind: "absolute" }] as const)(
    "the stored model scores rows drawn or watched as training did, to the bit: $kind",
    (objective) => {
      const { booster, estimator } = boost(objective, { params: { ...params, rowShare: 0.7, l2: 1 } })
      const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row)
      expect(estimate(estimator, matrix)).toEqual(answersOf(booster.scored, rows))
    },
  )

  test("are the same in TypeScript and WebAssembly, on any number of threads", () => {
    for (const objective of [{ kind: "squared" }, { kind: "logistic" }] as const) {
      const expected = boost(objective, { kernels: scriptKernels() }).estimator
      for (const threads of [1, 2]) {
        const kernels = wasmKernels(threads)
        expect(boost(objective, { kernels }).estimator).toEqual(expected)
        kernels.close()
      }
    }
  })

  test("do not depend on which code stands for which category", () => {
    const swapped = coded([matrix.columns[0]!.map((code) => 39 - code), matrix.columns[1]!])
    const [plain, other] = [boost({ kind: "squared" }), boost({ kind: "squared" }, { of: swapped })]
    const answers = estimate(other.estimator, swapped)[0]!
    const farthest = Math.max(
      ...estimate(plain.estimator, matrix)[0]!.map((value, row) => Math.abs(value - answers[row]!)),
    )
    expect(farthest).toBeLessThan(1e-6)
  })

  test("answer a code never seen, and numbers that are none, as the categories on the right", () => {
    const { estimator } = boost({ kind: "squared" })
    const strange = sampleMatrix([
      [200, -1, 0.5, 300, Number.POSITIVE_INFINITY],
      [0, 0, 0, 0, 0],
    ])
    const answers = estimate(estimator, strange)[0]!
    expect(new Set(answers).size).toBe(1)
    expect(answers.every(Number.isFinite)).toBe(true)
  })

  test("a forest grows on them as well", () => {
    const binned = binMatrix(matrix, wasmKernels(1))
    const space = newWorkspace({ binned, lanes: 1, leaves: 64 }, newMeter())
    const train = Int32Array.from({ length: matrix.rows }, (_, row) => row)
    const start = { target: Float64Array.from(reference.target), train, random: seededRandom(2) }
    const forest = newForest(newForestGround(space, { leaves: 64, minLeaf: 5, featureShare: 1 }, 0), start)
    const trees = growForestTrees(new Array(5).fill(forest)).flat()
    expect(trees.every(({ subsets }) => subsets !== undefined)).toBe(true)
  })
})
