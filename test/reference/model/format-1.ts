/**
 * Wrote src/model/fixtures/format-1.reference.json: small models of artifact format 1 with the bits they predict. Not to be run
 * again once the format is released: what it wrote must load and predict the same for ever.
 *
 *   node test/reference/model/format-1.ts
 */
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { seededRandom } from "../../../src/base/index.ts"
import { userFeaturesOf } from "../../../src/feature/index.ts"
import {
  linearPlaces,
  randomLinear,
  randomTrees,
  sampleModel,
  sampleRows,
} from "../../../src/model/fixtures/sample-model.ts"
import { type Model, predict, saveModel } from "../../../src/model/index.ts"

const userFeatures = await userFeaturesOf(
  "export const rowFeatures = {\n  sizeClass: (row) => (row.rooms === null ? null : row.rooms > 4 ? 'large' : 'small'),\n  perRoom: (row) => (row.distance === null || row.rooms === null ? null : row.distance / row.rooms),\n}\n",
)

const models: Record<string, Model> = {
  regression: sampleModel({
    task: "regression",
    seed: 11,
    userFeatures,
    estimator: (features, random) => {
      const forest = randomTrees({ features, outputs: 1, trees: 6, depth: 4 }, random.fork("forest"))
      return {
        kind: "blend",
        weights: [0.5, 0.25, 0.15, 0.1],
        members: [
          randomTrees({ features, outputs: 1, trees: 12, depth: 4 }, random.fork("boosted")),
          { kind: "transformed", inverse: "expm1", scale: 1.25, inner: { ...forest, combine: "mean" } },
          { kind: "constant", values: [2.5] },
          randomLinear({ features: [1, 3, 5], outputs: 1 }, random.fork("linear")),
        ],
      }
    },
  }),
  binary: sampleModel({
    task: "binary",
    seed: 12,
    estimator: (_, random) => ({ ...randomLinear({ features: linearPlaces, outputs: 1 }, random), link: "logit" }),
  }),
  multiclass: sampleModel({
    task: "multiclass",
    seed: 13,
    estimator: (features, random) => randomTrees({ features, outputs: 3, trees: 6, depth: 4 }, random),
  }),
}

const cases: Record<string, unknown> = {}
for (const [name, model] of Object.entries(models)) {
  const folder = join(await mkdtemp(join(tmpdir(), "format-1-")), "model")
  await saveModel(folder, model, {})
  const files: Record<string, string> = {}
  for (const file of await readdir(folder)) files[file] = (await readFile(join(folder, file))).toString("base64")
  const rows = sampleRows(25, seededRandom(99))
  const columns = [...rows.columns].map(([column, cells]) => [
    column,
    cells.kind === "string"
      ? { codes: [...cells.codes], words: cells.words }
      : { values: [...cells.values].map((value) => (Number.isNaN(value) ? null : value)) },
  ])
  const { values, probabilities } = predict(model, rows)
  const hex = (numbers: Float64Array) =>
    Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("hex")
  cases[name] = {
    files,
    rows: { count: rows.count, columns: Object.fromEntries(columns) },
    values: hex(values),
    probabilities: probabilities.map(hex),
  }
}
const target = new URL("../../../src/model/fixtures/format-1.reference.json", import.meta.url)
await writeFile(target, `${JSON.stringify(cases, null, 1)}\n`)
