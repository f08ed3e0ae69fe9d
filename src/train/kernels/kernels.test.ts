import { afterAll, describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { TreesEstimator } from "../../model/index.ts"
import { newMeter } from "../meter.ts"
import { normalColumns, sampleMatrix } from "../samples.ts"
import { binMatrix } from "../trees/bins.ts"
import { type BoostParams, boostRound, newBooster } from "../trees/booster.ts"
import { collectTrees } from "../trees/collect.ts"
import { growForestTrees, newForest, newForestGround } from "../trees/forest.ts"
import { lanesOf, type Objective } from "../trees/objective.ts"
import { newWorkspace } from "../trees/workspace.ts"
import { exponential, logistic } from "./exponential.ts"
import type { Kernels } from "./kernels.ts"
import { openKernels } from "./open.ts"
import { scriptKernels } from "./script.ts"
import { wasmKernels } from "./wasm.ts"

const rows = 70_000
const matrix = sampleMatrix(columnsWithGaps())
const ways: Readonly<Record<string, Kernels>> = {
  TypeScript: scriptKernels(),
  "WebAssembly on 1 thread": wasmKernels(1),
  "WebAssembly on 2 threads": wasmKernels(2),
  "WebAssembly on 3 threads": wasmKernels(3),
}

afterAll(() => {
  for (const kernels of Object.values(ways)) kernels.close()
})

/** Seven columns, two with gaps and one of five codes, so that groups of four features are whole, short and single. */
function columnsWithGaps(): Float32Array[] {
  const columns = normalColumns(rows, 7, seededRandom(11))
  for (let row = 0; row < rows; row += 9) columns[1]![row] = Number.NaN
  for (let row = 4; row < rows; row += 5) columns[4]![row] = Number.NaN
  columns[6] = columns[6]!.map((value) => Math.max(-2, Math.min(2, Math.round(value))))
  return columns
}

function targetOf(objective: Objective): Float64Array {
  const random = seededRandom(12)
  const rule = (row: number): number =>
    matrix.columns[0]![row]! * matrix.columns[6]![row]! + (matrix.columns[1]![row]! || 1) + random.normal()
  return Float64Array.from({ length: rows }, (_, row) => {
    const value = rule(row)
    switch (objective.kind) {
      case "logistic":
        return value > 0.5 ? 1 : 0
      case "softmax":
        return value > 1 ? 2 : value > 0 ? 1 : 0
      case "poisson":
      case "tweedie":
        return Math.max(0, Math.round(value))
      default:
        return value
    }
  })
}

function boost(kernels: Kernels, objective: Objective, given: BoostParams & { weighs?: true }): TreesEstimator {
  const { weighs = false, ...params } = given
  const mark = kernels.memory.mark()
  const outputs = objective.kind === "softmax" ? 3 : 1
  const meter = newMeter()
  const binned = binMatrix(matrix, kernels)
  const space = newWorkspace({ binned, lanes: lanesOf(objective, weighs), leaves: params.leaves }, meter)
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const booster = newBooster(space, params, {
    objective,
    target: targetOf(objective),
    ...(weighs ? { weights: Float64Array.from({ length: rows }, (_, row) => (row % 7) / 3) } : {}),
    outputs,
    train: all.filter((row) => row % 4 > 0 || params.rowShare === 1),
    watch: all.filter((row) => row % 4 === 0 && params.rowShare < 1),
    random: seededRandom(3),
  })
  const trees = Array.from({ length: 3 }, () => boostRound(booster)!).flat()
  const { base } = booster.scored
  const estimator = collectTrees(trees, binned, { combine: "sum", link: "identity", outputs, base })
  const scores = booster.scored.scores.map((column) => column.slice())
  kernels.memory.rewind(mark)
  return { ...estimator, ...{ scores, spent: meter.spent } }
}

function forest(kernels: Kernels): TreesEstimator {
  const mark = kernels.memory.mark()
  const binned = binMatrix(matrix, kernels)
  const space = newWorkspace({ binned, lanes: 1, leaves: 64 }, newMeter())
  const train = Int32Array.from({ length: rows }, (_, row) => row)
  const params = { leaves: 64, minLeaf: 5, featureShare: 0.5 }
  const start = { target: targetOf({ kind: "softmax" }), train, random: seededRandom(4) }
  const grown = newForest(newForestGround(space, params, 3), start)
  const trees = growForestTrees([grown]).flat()
  const base = new Float64Array(3)
  const estimator = collectTrees(trees, binned, { combine: "mean", link: "identity", outputs: 3, base })
  kernels.memory.rewind(mark)
  return estimator
}

const plain: BoostParams = { learningRate: 0.1, leaves: 31, minLeaf: 20, l2: 0, rowShare: 1, featureShare: 1 }
const sampled: BoostParams = { ...plain, rowShare: 0.7, featureShare: 0.6, l2: 1 }

describe("trees, scores and counted work are the same to the bit in TypeScript and WebAssembly, on any number of threads", () => {
  test.each([
    ["squared error on all rows and features", (kernels: Kernels) => boost(kernels, { kind: "squared" }, plain)],
    ["squared error on drawn rows and features", (kernels: Kernels) => boost(kernels, { kind: "squared" }, sampled)],
    ["log loss of two classes", (kernels: Kernels) => boost(kernels, { kind: "logistic" }, sampled)],
    ["log loss of three classes", (kernels: Kernels) => boost(kernels, { kind: "softmax" }, sampled)],
    [
      "squared error of weighted rows",
      (kernels: Kernels) => boost(kernels, { kind: "squared" }, { ...sampled, weighs: true }),
    ],
    [
      "squared error, trees grown level by level",
      (kernels: Kernels) => boost(kernels, { kind: "squared" }, { ...sampled, growth: "depth" }),
    ],
    ["pinball loss", (kernels: Kernels) => boost(kernels, { kind: "quantile", share: 0.8 }, sampled)],
    ["Huber's loss", (kernels: Kernels) => boost(kernels, { kind: "huber", delta: 1 }, sampled)],
    ["Poisson deviance", (kernels: Kernels) => boost(kernels, { kind: "poisson" }, sampled)],
    ["Tweedie deviance", (kernels: Kernels) => boost(kernels, { kind: "tweedie", power: 1.3 }, sampled)],
    ["a forest", forest],
  ] as const)("%s", (_name, grow) => {
    const [reference, ...others] = Object.entries(ways)
    const expected = grow(reference![1])
    expect(expected.feature.length).toBeGreaterThan(100)
    for (const [name, kernels] of others) expect(grow(kernels), name).toEqual(expected)
  })
})

test("the exponential, and the logistic function of it, is that of the engine to a few units in the last place, and finite everywhere", () => {
  const random = seededRandom(1)
  for (let draw = 0; draw < 2000; draw++) {
    const value = 1400 * (random.next() - 0.5)
    expect(Math.abs(exponential(value) / Math.exp(value) - 1)).toBeLessThan(1e-15)
    const share = 1 / (1 + Math.exp(-value))
    expect(Math.abs(logistic(value) / share - 1)).toBeLessThan(1e-15)
  }
  expect(exponential(0)).toBe(1)
  expect([-1e300, 1e300, Number.NEGATIVE_INFINITY].map(exponential).every(Number.isFinite)).toBe(true)
})

test("memory given back is zero when it is given out again", () => {
  const { memory } = wasmKernels(1)
  const mark = memory.mark()
  memory.numbers(10_000).fill(7)
  memory.rewind(mark)
  expect(memory.integers(50_000).every((value) => value === 0)).toBe(true)
})

test("a table too large for 32-bit addresses is left to TypeScript", () => {
  const need = { cells: 1e10, bytes: 1e11, threads: 1 } as const
  expect(openKernels(need).memory.mark()).toBe(0)
  expect(openKernels({ ...need, bytes: 1e6 }).memory.mark()).toBeGreaterThan(0)
})
