import { describe, expect, it } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { userFeaturesOf } from "../../feature/index.ts"
import { type Rows, type Task, takeRows } from "../../schema/index.ts"
import type { CalibrationMap, Estimator, Link } from "../estimator.ts"
import { exportOnnx } from "../export-onnx.ts"
import { runOnnx } from "../fixtures/run-onnx.ts"
import {
  linearPlaces,
  randomLinear,
  randomNeighbours,
  randomTrees,
  sampleModel,
  sampleRows,
  withSubsets,
} from "../fixtures/sample-model.ts"
import type { Model, Predicted } from "../model.ts"
import { predict } from "../predict.ts"

const rows = sampleRows(1500, seededRandom(5))

/** The largest difference from what `predict` answers, relative to that; infinite when a class differs. */
async function difference(model: Model, given: Rows = rows): Promise<number> {
  const wanted = predict(model, given)
  const got = await runOnnx(model, await exportOnnx(model), given)
  const pairs = (answers: Predicted) => (model.task === "regression" ? [answers.values] : answers.probabilities)
  if (model.task !== "regression") expect(got.values).toEqual(wanted.values)
  return Math.max(
    ...pairs(wanted).flatMap((column, output) =>
      Array.from(column, (value, row) => {
        const away = Math.abs(value - pairs(got)[output]![row]!)
        return away === 0 ? 0 : away / Math.abs(value)
      }),
    ),
  )
}

const trees = (outputs: number, features: number, link: Link): Estimator => ({
  ...randomTrees({ features, outputs, trees: 30, depth: 5 }, seededRandom(features)),
  link,
})
const subsets = (of: Estimator): Estimator => (of.kind === "trees" ? withSubsets(of, seededRandom(6)) : of)
const linear = (outputs: number, link: Link): Estimator => ({
  ...randomLinear({ features: linearPlaces, outputs }, seededRandom(outputs)),
  link,
})
const links = { regression: "identity", binary: "logit", multiclass: "softmax" } as const
const outputsOf = { regression: 1, binary: 1, multiclass: 3 } as const

const modelOf = (task: Task, estimator: (features: number) => Estimator): Model =>
  sampleModel({ task, seed: 1, estimator })

describe.each<Task>(["regression", "binary", "multiclass"])("a %s model in ONNX", (task) => {
  const [outputs, link] = [outputsOf[task], links[task]]
  const constant: Estimator = {
    kind: "constant",
    values: { regression: [40], binary: [0.3], multiclass: [0.2, 0.5, 0.3] }[task],
  }

  it.each<[string, (features: number) => Estimator]>([
    ["a constant", () => constant],
    ["a linear estimator", () => linear(outputs, link)],
    ["boosted trees", (features) => trees(outputs, features, link)],
    ["trees that ask for sets of codes", (features) => subsets(trees(outputs, features, link))],
    ["a forest", (features) => ({ ...trees(outputs, features, "identity"), combine: "mean" }) as Estimator],
    [
      "neighbours of one weight",
      () => randomNeighbours({ features: linearPlaces, outputs, weighting: "uniform" }, seededRandom(3)),
    ],
    [
      "neighbours weighed by distance",
      () => randomNeighbours({ features: linearPlaces, outputs, weighting: "distance" }, seededRandom(4)),
    ],
    [
      "a blend of them",
      (features) => ({
        kind: "blend",
        members: [trees(outputs, features, link), linear(outputs, link), constant],
        weights: [0.5, 0.3, 0.2],
      }),
    ],
  ])("answers as predict does: %s", async (_, estimator) => {
    expect(await difference(modelOf(task, estimator))).toBeLessThan(1e-5)
  })
})

describe("a classifier that corrects its probabilities, in ONNX", () => {
  it.each<[string, Task, CalibrationMap]>([
    ["beta", "binary", { method: "beta", onYes: 0.7, onNo: 0.9, offset: 0.2 }],
    ["isotonic", "binary", { method: "isotonic", lines: [{ at: [0.2, 0.5, 0.7], to: [0.1, 0.1, 0.9] }] }],
    ["softmax", "multiclass", { method: "softmax", slope: 0.6, offsets: [0, 0.1, -0.2] }],
    [
      "isotonic",
      "multiclass",
      {
        method: "isotonic",
        lines: [
          { at: [0.3], to: [0.4] },
          { at: [0.1, 0.9], to: [0.05, 0.8] },
          { at: [0, 1], to: [0.01, 0.99] },
        ],
      },
    ],
  ])("answers as predict does: %s, %s", async (_, task, map) => {
    const inner = (features: number): Estimator => trees(outputsOf[task], features, links[task])
    const model = modelOf(task, (features) => ({ kind: "calibrated", map, inner: inner(features) }))
    expect(await difference(model)).toBeLessThan(1e-5)
  })
})

describe("exportOnnx", () => {
  it("answers as predict does on a target that was learnt as a logarithm, also far out", async () => {
    const inner = (features: number): Estimator =>
      ({ ...trees(1, features, "identity"), base: Float64Array.of(11) }) as Estimator
    const logged = (of: Estimator): Estimator => ({ kind: "transformed", inverse: "expm1", scale: 1.25, inner: of })
    expect(await difference(modelOf("regression", (features) => logged(inner(features))))).toBeLessThan(1e-5)
    const beyond: Estimator = { kind: "constant", values: [1000] }
    expect(await difference(modelOf("regression", () => logged(beyond)))).toBeLessThan(1e-5)
  })

  it("answers as predict does where the score is the logarithm of the answer, also far out", async () => {
    const counts = (base: number) => (features: number) =>
      ({ ...trees(1, features, "log"), base: Float64Array.of(base) }) as Estimator
    for (const base of [1, 5000]) expect(await difference(modelOf("regression", counts(base)))).toBeLessThan(1e-5)
  })

  it("answers one row as it does many", async () => {
    const model = modelOf("multiclass", (features) => trees(3, features, "softmax"))
    const onnx = await exportOnnx(model)
    const all = await runOnnx(model, onnx, rows)
    for (const row of [0, 700, 1499]) {
      const alone = await runOnnx(model, onnx, takeRows(rows, Int32Array.of(row)))
      expect(alone.probabilities.map((column) => column[0])).toEqual(all.probabilities.map((column) => column[row]))
    }
  })

  it("carries trees that are one leaf, and trees of which none reads a feature", async () => {
    const mixed = (features: number): Estimator => {
      const grown = randomTrees({ features, outputs: 3, trees: 2, depth: 3 }, seededRandom(1))
      const leaf = grown.feature.indexOf(-1)
      return { ...grown, roots: grown.roots.with(1, leaf).with(3, leaf), combine: "mean" }
    }
    expect(await difference(modelOf("multiclass", mixed))).toBeLessThan(1e-5)
    const bare = randomTrees({ features: 1, outputs: 1, trees: 4, depth: 0 }, seededRandom(2))
    expect(await difference(modelOf("regression", () => bare))).toBeLessThan(1e-5)
  })

  it("has the columns that the estimator reads as inputs, and the signature's outputs", async () => {
    const { inputs, outputs, opsets } = await exportOnnx(modelOf("binary", () => linear(1, "logit")))
    expect(inputs.map(({ name, type, from }) => [name, type, from])).toEqual([["distance", "double", "column"]])
    expect(outputs).toEqual(["prediction", "probability_no", "probability_yes"])
    expect(opsets).toEqual({ "": 15, "ai.onnx.ml": 3 })
  })

  it("starts behind the user's own features and the words of texts, and says so", async () => {
    const code = "export const rowFeatures = { double: (row) => row.distance === null ? null : row.distance * 2 }"
    const userFeatures = await userFeaturesOf(code)
    const estimator = (features: number): Estimator => trees(1, features, "identity")
    const model = sampleModel({ task: "regression", seed: 1, estimator, userFeatures })
    const { inputs } = await exportOnnx(model)
    const computed = inputs.filter(({ from }) => from !== "column").map(({ name, from }) => [from, name])
    expect(computed).toContainEqual(["userFeature", "double"])
    expect(computed).toContainEqual(["textLength", "note.characters"])
    expect(computed).toContainEqual(["textWords", "note#3"])
    expect(await difference(model)).toBeLessThan(1e-5)
  })

  it("keeps names apart when columns are named as outputs and parts of the graph are", async () => {
    const renamed = new Map([
      ["rooms", "prediction"],
      ["open", "constant 0"],
      ["start_lat", "Unsqueeze 0"],
    ])
    const name = (of: string): string => renamed.get(of) ?? of
    const model = modelOf("regression", (features) => trees(1, features, "identity"))
    const text = JSON.stringify([model.encoder, model.schema], (_, value) =>
      typeof value === "string" ? name(value) : value,
    )
    const [encoder, schema] = JSON.parse(text)
    const columns = new Map([...rows.columns].map(([column, cells]) => [name(column), cells]))
    const other: Model = { ...model, encoder, schema }
    expect((await exportOnnx(other)).outputs).toEqual(["prediction_2"])
    expect(await difference(other, { count: rows.count, columns })).toBeLessThan(1e-5)
  })

  it("writes the same bytes for the same model", async () => {
    const model = modelOf("multiclass", (features) => trees(3, features, "softmax"))
    expect((await exportOnnx(model)).bytes).toEqual((await exportOnnx(model)).bytes)
  })

  it("refuses a table without a column to count rows by", async () => {
    const model = modelOf("regression", () => ({ kind: "constant", values: [1] }))
    const bare = { ...model, schema: { columns: model.schema.columns.filter(({ role }) => role === "target") } }
    await expect(exportOnnx(bare)).rejects.toMatchObject({ code: "model.onnx-without-input" })
  })
})
