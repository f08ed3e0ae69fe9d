import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { seededRandom, silent } from "../../base/index.ts"
import { featureSettings, fitEncoder } from "../../feature/index.ts"
import { type Estimator, estimate, loadModel, type Model, predict, saveModel } from "../../model/index.ts"
import type { Schema } from "../../schema/index.ts"
import { trainSettings } from "../config.ts"
import type { TrainInput } from "../input.ts"
import { logLoss, normalColumns, rmse, sampleMatrix, trainSample } from "../samples.ts"
import { families } from "./families.ts"
import type { EstimatorFamily } from "./family.ts"
import { closeSession, newSession } from "./session.ts"

const rows = 240
const random = seededRandom(3)
/** Few different values, so that rows repeated are cut into the same bins. */
const columns = normalColumns(rows, 3, random).map((column) => column.map((value) => Math.round(4 * value) / 4))
const signal = Float64Array.from(
  { length: rows },
  (_, row) => 2 * columns[0]![row]! - columns[1]![row]! + random.normal(),
)
const fresh = families.filter(({ goesOn }) => goesOn !== true)

/** A number, or two classes for families that know only classes. */
function tableFor({ tasks }: EstimatorFamily): TrainInput {
  const matrix = sampleMatrix(columns)
  return tasks.includes("regression")
    ? { matrix, target: signal, task: "regression", classes: 0 }
    : { matrix, target: signal.map((value) => (value > 0 ? 1 : 0)), task: "binary", classes: 2 }
}

/** The rows of a table by number; one may come several times. */
function rowsOf(input: TrainInput, numbers: readonly number[]): TrainInput {
  const picked = input.matrix.columns.map((column) => Float32Array.from(numbers, (row) => column[row]!))
  return { ...input, matrix: sampleMatrix(picked), target: Float64Array.from(numbers, (row) => input.target[row]!) }
}

/** Fitted on all rows, none of which sits a round out. */
async function fitted(family: EstimatorFamily, input: TrainInput): Promise<Estimator> {
  const settings = trainSettings.parse({})
  const score = input.task === "regression" ? rmse : logLoss
  const effects = { score, progress: silent, clock: { now: () => 0, elapsed: () => 0 }, random: seededRandom(1) }
  const folds = { kind: "random", folds: [], scored: new Int32Array(0), trainShare: 1 } as const
  const session = newSession({ input, settings, effects, folds })
  const params = { ...family.starts(input, score.name)[0]!.params, ...plain[family.name] }
  const recipe = { family: family.name, params, logTarget: false, scale: 1, rounds: 8 }
  try {
    return await family.refit(session, recipe, "fit")
  } finally {
    closeSession(session)
  }
}

const leaf = { minLeaf: 1, featureShare: 1 }
const plain: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {
  boosting: { ...leaf, rowShare: 1, l2: 0 },
  extraTrees: leaf,
  forest: leaf,
  ridge: { penalty: 0.1 },
  logistic: { penalty: 0.1 },
  lasso: { penalty: 0.01 },
  elasticNet: { penalty: 0.01 },
  neighbours: { count: 5, weighting: "distance" },
}

function farthest(first: readonly Float64Array[], second: readonly Float64Array[]): number {
  const gaps = first.flatMap((column, at) => [...column].map((value, row) => Math.abs(value - second[at]![row]!)))
  return Math.max(...gaps)
}

describe.each(fresh.filter(({ name }) => name !== "forest"))("$name", (family) => {
  test("learns the same from the same rows in another order", async () => {
    const input = tableFor(family)
    const order = Array.from({ length: rows }, (_, row) => (row * 77) % rows)
    const [straight, mixed] = [await fitted(family, input), await fitted(family, rowsOf(input, order))]
    expect(farthest(estimate(mixed, input.matrix), estimate(straight, input.matrix))).toBeLessThan(1e-6)
  })
})

test("a forest draws its rows by their place, so that another order gives other trees that answer alike", async () => {
  const family = families.find(({ name }) => name === "forest")!
  const input = tableFor(family)
  const order = Array.from({ length: rows }, (_, row) => (row * 77) % rows)
  const [straight, mixed] = [await fitted(family, input), await fitted(family, rowsOf(input, order))]
  expect(rmse.of(estimate(straight, input.matrix)[0]!, estimate(mixed, input.matrix))).toBeLessThan(1)
})

describe.each(fresh.filter(({ name, weighs }) => weighs === true && name !== "forest"))("$name", (family) => {
  test("learns from a row of weight 2 what it learns from two rows", async () => {
    const input = tableFor(family)
    const weights = Float64Array.from({ length: rows }, (_, row) => 1 + (row % 2))
    const repeated = [...weights.keys()].flatMap((row) => new Array<number>(weights[row]!).fill(row))
    const [weighed, twice] = [
      await fitted(family, { ...input, weights }),
      await fitted(family, rowsOf(input, repeated)),
    ]
    expect(farthest(estimate(weighed, input.matrix), estimate(twice, input.matrix))).toBeLessThan(1e-4)
  })
})

describe.each(fresh)("$name", (family) => {
  test("a model of it that is saved and loaded answers the same bits", async () => {
    const { task, target, classes } = tableFor(family)
    const schema: Schema = {
      columns: [
        ...columns.map((_, at) => ({ name: `x${at}`, type: "number", role: "feature", nullable: true }) as const),
        { name: "y", type: "number", role: "target", nullable: false },
      ],
    }
    const cells = columns.map(
      (values, at) => [`x${at}`, { kind: "number", values: Float64Array.from(values) }] as const,
    )
    const learnt = { count: rows, columns: new Map(cells) }
    const settings = featureSettings.parse({ ratios: false })
    const { encoder, matrix } = fitEncoder({ rows: learnt, schema, target, task, classes }, settings, seededRandom(1))
    const { estimator } = await trainSample(
      { matrix, target, task, classes },
      { estimators: [family.setting], storeRows: true, maxTrials: 1, blend: false, budgetSeconds: 0.2 },
    )
    const labels = task === "binary" ? ["no", "yes"] : []
    const model: Model = { name: "m", task, schema, target: { name: "y" }, classes: labels, encoder, estimator }
    const root = await mkdtemp(join(tmpdir(), "mlwright-family-"))
    await saveModel(join(root, "model"), model, {})
    const loaded = await loadModel(join(root, "model"))
    await rm(root, { recursive: true })
    expect(predict(loaded, learnt)).toEqual(predict(model, learnt))
    expect(estimate(loaded.estimator, matrix)).toEqual(estimate(estimator, matrix))
  })
})
