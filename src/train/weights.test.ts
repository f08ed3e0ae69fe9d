import { describe, expect, test } from "vitest"
import { seededRandom } from "../base/index.ts"
import { type Estimator, estimate } from "../model/index.ts"
import type { TrainInput } from "./input.ts"
import { wasmKernels } from "./kernels/wasm.ts"
import { centredDesign } from "./linear/design.ts"
import { fitLogistic } from "./linear/logistic.ts"
import { fitRidge } from "./linear/ridge.ts"
import { newMeter } from "./meter.ts"
import { normalColumns, sampleMatrix, trainSample } from "./samples.ts"
import { binMatrix } from "./trees/bins.ts"
import { boostRound, newBooster } from "./trees/booster.ts"
import { collectTrees } from "./trees/collect.ts"
import { growForestTrees, newForest, newForestGround } from "./trees/forest.ts"
import { lanesOf, linkOf, type Objective } from "./trees/objective.ts"
import { newWorkspace } from "./trees/workspace.ts"

const rows = 300
const random = seededRandom(8)
/** Few different values, so that rows repeated are cut into the same bins. */
const columns = normalColumns(rows, 3, random).map((column) => column.map((value) => Math.round(4 * value) / 4))
const signal = Float64Array.from({ length: rows }, (_, row) => columns[0]![row]! * columns[1]![row]! + random.normal())
const weights = Float64Array.from({ length: rows }, (_, row) => row % 3)
const repeated = [...weights.keys()].flatMap((row) => new Array<number>(weights[row]!).fill(row))

function targetOf({ kind }: Objective): Float64Array {
  switch (kind) {
    case "logistic":
      return signal.map((value) => (value > 0 ? 1 : 0))
    case "softmax":
      return signal.map((value) => (value > 1 ? 2 : value > 0 ? 1 : 0))
    default:
      return signal.map((value) => Math.max(0.1, value))
  }
}

function picked(values: Float64Array): Float64Array {
  return Float64Array.from(repeated, (row) => values[row]!)
}

/** Answers to all rows of boosting on weighted rows, or on rows that stand there so often. */
function boosted(objective: Objective, weighs: boolean): readonly Float64Array[] {
  const plain = sampleMatrix(columns)
  const matrix = weighs
    ? plain
    : sampleMatrix(columns.map((column) => Float32Array.from(repeated, (row) => column[row]!)))
  const binned = binMatrix(matrix, wasmKernels(1))
  const space = newWorkspace({ binned, lanes: lanesOf(objective, weighs), leaves: 8 }, newMeter())
  const outputs = objective.kind === "softmax" ? 3 : 1
  const train = Int32Array.from({ length: matrix.rows }, (_, row) => row)
  const target = targetOf(objective)
  const booster = newBooster(
    space,
    { learningRate: 0.2, leaves: 8, minLeaf: 1, l2: 0, rowShare: 1, featureShare: 1 },
    {
      objective,
      target: weighs ? target : picked(target),
      ...(weighs ? { weights } : {}),
      outputs,
      // a row of weight zero counts for nothing, but it would count as a row of a leaf
      train: weighs ? train.filter((row) => weights[row]! > 0) : train,
      watch: new Int32Array(0),
      random: seededRandom(1),
    },
  )
  const trees = Array.from({ length: 5 }, () => boostRound(booster)!).flat()
  const frame = { combine: "sum", link: linkOf(objective), outputs, base: booster.scored.base } as const
  const answers = estimate(collectTrees(trees, binned, frame), plain)
  // where no row counted, cuts between those that did may lie anywhere
  return answers.map((column) => column.filter((_, row) => weights[row]! > 0))
}

function farthest(first: readonly Float64Array[], second: readonly Float64Array[]): number {
  return Math.max(
    ...first.flatMap((column, at) => [...column].map((value, row) => Math.abs(value - second[at]![row]!))),
  )
}

describe("a row of weight 2 is two rows", () => {
  test.each<Objective>([
    { kind: "squared" },
    { kind: "absolute" },
    { kind: "quantile", share: 0.7 },
    { kind: "huber", delta: 0.5 },
    { kind: "poisson" },
    { kind: "tweedie", power: 1.5 },
    { kind: "logistic" },
    { kind: "softmax" },
  ])("to boosting: $kind", (objective) => {
    expect(farthest(boosted(objective, true), boosted(objective, false))).toBeLessThan(1e-5)
  })

  test("to ridge and logistic regression", () => {
    const matrix = sampleMatrix(columns)
    const all = Int32Array.from({ length: rows }, (_, row) => row)
    const designs = [centredDesign(matrix, all, weights), centredDesign(matrix, Int32Array.from(repeated))] as const
    const label = targetOf({ kind: "logistic" })
    const meter = newMeter()
    const ridge = designs.map(
      (design, at) => fitRidge(design, at === 0 ? signal : picked(signal), { penalties: [0.1], meter })[0]!,
    )
    const options = { penalties: [0.1], meter, outputs: 1, maxIterations: 100 }
    const logistic = designs.map((design, at) => fitLogistic(design, at === 0 ? label : picked(label), options)[0]![0]!)
    for (const [first, second] of [ridge, logistic]) {
      expect(first!.intercept).toBeCloseTo(second!.intercept, 5)
      for (const [at, weight] of first!.weights.entries()) expect(weight).toBeCloseTo(second!.weights[at]!, 5)
    }
  })

  test("to a forest, in the numbers of its leaves", () => {
    const matrix = sampleMatrix([columns[0]!.map((value) => (value > 0 ? 1 : 0))])
    const binned = binMatrix(matrix, wasmKernels(1))
    const space = newWorkspace({ binned, lanes: 2, leaves: 2 }, newMeter())
    const train = Int32Array.from({ length: rows }, (_, row) => row)
    const start = { target: signal, weights, train, random: seededRandom(2) }
    const everyRowOnce = { leaves: 2, minLeaf: 1, featureShare: 1, extra: true }
    const forest = newForest(newForestGround(space, everyRowOnce, 0), start)
    const tree = growForestTrees([forest])[0]![0]
    const mean = (side: number): number => {
      const own = [...train].filter((row) => matrix.columns[0]![row] === side)
      const total = own.reduce((sum, row) => sum + weights[row]!, 0)
      return own.reduce((sum, row) => sum + weights[row]! * signal[row]!, 0) / total
    }
    expect(tree!.value[1]! + forest.centre).toBeCloseTo(mean(0), 5)
    expect(tree!.value[2]! + forest.centre).toBeCloseTo(mean(1), 5)
  })
})

describe("train with weights", () => {
  const matrix = sampleMatrix(columns)
  const input: TrainInput = { matrix, target: signal, task: "regression", classes: 0 }
  const rare: TrainInput = {
    matrix,
    target: signal.map((value) => (value > 1.5 ? 1 : 0)),
    task: "binary",
    classes: 2,
    labels: ["no", "yes"],
  }
  const answers = (estimator: Estimator): Float64Array => estimate(estimator, matrix)[0]!
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

  test("follows the rows that weigh more, and the unit of the weights does not matter", async () => {
    const heavy = { ...input, weights: signal.map((value) => (value > 0 ? 9 : 1)) }
    const settings = { budgetSeconds: 1, maxTrials: 3 }
    const [even, weighed, scaled] = await Promise.all([
      trainSample(input, settings),
      trainSample(heavy, settings),
      trainSample({ ...heavy, weights: heavy.weights.map((weight) => 1024 * weight) }, settings),
    ])
    expect(mean(answers(weighed.estimator))).toBeGreaterThan(mean(answers(even.estimator)) + 0.2)
    expect(answers(scaled.estimator)).toEqual(answers(weighed.estimator))
  })

  test("balanced classes raise the chance of the rare one, and a map can say by how much", async () => {
    const settings = { budgetSeconds: 1, maxTrials: 2 }
    const chance = async (classWeight: unknown): Promise<number> =>
      mean(answers((await trainSample(rare, { ...settings, classWeight })).estimator))
    const plain = await chance("none")
    expect(await chance("balanced")).toBeGreaterThan(plain + 0.1)
    expect(await chance({ yes: 5 })).toBeGreaterThan(plain + 0.1)
    expect(await chance({ yes: 1 })).toBeCloseTo(plain, 12)
  })

  test("classes that are not there, and classes of a number, are refused with what to do", async () => {
    await expect(trainSample(rare, { classWeight: { yse: 2 } })).rejects.toMatchObject({
      code: "train.weight-class-unknown",
      hint: 'Set train.classWeight to a map of classes such as {"yes": 2}',
    })
    await expect(trainSample(input, { classWeight: "balanced" })).rejects.toMatchObject({
      code: "train.class-weight-not-for-task",
    })
  })
})
