import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { canonicalJson, hashBytes, seededRandom } from "../base/index.ts"
import { userFeaturesOf } from "../feature/index.ts"
import {
  randomLinear,
  randomNeighbours,
  randomTrees,
  sampleModel,
  sampleRows,
  withSubsets,
} from "./fixtures/sample-model.ts"
import { loadModel } from "./load-model.ts"
import type { Model } from "./model.ts"
import { predict } from "./predict.ts"
import { saveModel } from "./save-model.ts"

const trees = (features: number) => randomTrees({ features, outputs: 1, trees: 40, depth: 5 }, seededRandom(features))
const model = sampleModel({
  task: "regression",
  seed: 1,
  estimator: (features, random) => ({
    kind: "blend",
    weights: [0.5, 0.25, 0.125, 0.125],
    members: [
      { kind: "transformed", inverse: "expm1", scale: 1.5, inner: trees(features) },
      withSubsets(randomTrees({ features, outputs: 1, trees: 3, depth: 4 }, random), random),
      randomLinear({ features: [1, 2], outputs: 1 }, random),
      randomNeighbours({ features: [1, 2], outputs: 1, weighting: "distance" }, random),
    ],
  }),
})

let root: string
let folder: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mlwright-model-"))
  folder = join(root, "model")
  await saveModel(folder, model, { "metrics.json": "{}" })
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** A copy of the artifact with one file changed. */
async function changed(name: string, change: (bytes: Buffer) => string | Uint8Array): Promise<string> {
  const copy = await mkdtemp(join(root, "changed-"))
  for (const file of await readdir(folder)) {
    const bytes = await readFile(join(folder, file))
    await writeFile(join(copy, file), file === name ? change(bytes) : bytes)
  }
  return copy
}

/** model.json with a change that somebody has signed with a fresh hash. */
const forged = (change: (document: Record<string, never>) => void) =>
  changed("model.json", (bytes) => {
    const { sha256: _, ...document } = JSON.parse(bytes.toString("utf8"))
    change(document)
    return canonicalJson({ ...document, sha256: hashBytes("sha256", canonicalJson(document)) })
  })

describe("saveModel and loadModel", () => {
  it("give back a model that predicts the same bits", async () => {
    const rows = sampleRows(400, seededRandom(3))
    const again = await loadModel(folder)
    expect(again).toEqual(model)
    expect(predict(again, rows).values).toEqual(predict(model, rows).values)
  })

  it("write the same bytes for the same model, also one that was loaded", async () => {
    const copy = join(root, "again")
    await saveModel(copy, await loadModel(folder), { "metrics.json": "{}" })
    const names = await readdir(folder)
    expect(await readdir(copy)).toEqual(names)
    for (const name of names)
      expect([name, await readFile(join(copy, name))]).toEqual([name, await readFile(join(folder, name))])
  })

  it("write the files of the artifact, and those of the caller", async () => {
    expect((await readdir(folder)).sort()).toEqual(
      ["MLmodel", "input_example.json", "metrics.json", "model.bin", "model.json", "schema.json"].sort(),
    )
  })

  it("replace an older folder whole", async () => {
    const target = join(root, "replaced")
    await saveModel(target, model, { "older.json": "1" })
    await saveModel(target, model, {})
    expect(await readdir(target)).not.toContain("older.json")
  })

  it("carry the user's features and run them at prediction", async () => {
    const own = await userFeaturesOf("export const rowFeatures = { double: (row) => row.distance * 2 }")
    const target = join(root, "own")
    await saveModel(target, { ...model, userFeatures: own }, {})
    const again = await loadModel(target)
    expect(again.userFeatures?.columns).toEqual(["double"])
    expect(again.userFeatures?.code).toBe(own.code)
  })

  it("state the signature as MLflow does, in JSON texts", async () => {
    const text = await readFile(join(folder, "MLmodel"), "utf8")
    const inputs = /^ {2}inputs: (.*)$/m.exec(text)?.[1] ?? ""
    expect(JSON.parse(JSON.parse(inputs))).toContainEqual({ name: "started", required: false, type: "datetime" })
    expect(text).toContain("mlwright:")
  })

  it("name model.onnx as a flavor when it is among the files", async () => {
    const target = join(root, "with-onnx")
    await saveModel(target, model, { "model.onnx": Uint8Array.of(8, 8) })
    expect(await readFile(join(target, "MLmodel"), "utf8")).toContain("\n  onnx:\n    data: model.onnx\n")
    expect(await readFile(join(target, "model.onnx"))).toEqual(Buffer.of(8, 8))
    expect(await readFile(join(folder, "MLmodel"), "utf8")).not.toContain("onnx")
  })

  it("give an example row that the model can predict", async () => {
    const example = JSON.parse(await readFile(join(folder, "input_example.json"), "utf8"))
    expect(example.columns).toHaveLength(11)
    expect(example.data[0][example.columns.indexOf("started")]).toMatch(/^20\d\d-\d\d-\d\dT/)
    expect(typeof example.data[0][example.columns.indexOf("open")]).toBe("boolean")
  })

  it.each(["../escape.json", "model.bin", "a/b", "", ".hidden"])("refuse the companion name %j", async (name) => {
    await expect(saveModel(join(root, "never"), model, { [name]: "" })).rejects.toMatchObject({
      code: "model.companion-name",
    })
  })

  it("load a typical model in a moment", async () => {
    const target = join(root, "typical")
    const estimator = randomTrees({ features: 60, outputs: 1, trees: 300, depth: 5 }, seededRandom(1))
    await saveModel(target, { ...model, estimator }, {})
    await loadModel(target)
    const start = performance.now()
    await loadModel(target)
    expect(performance.now() - start).toBeLessThan(100)
  })
})

describe("loadModel refuses", () => {
  const corrupt = (what: RegExp) => ({ code: "model.corrupt", message: expect.stringMatching(what) })

  it("a folder without a model", async () => {
    await expect(loadModel(join(root, "nowhere"))).rejects.toMatchObject({ code: "model.missing" })
  })

  it("a newer format", async () => {
    const copy = await changed("model.json", (bytes) =>
      JSON.stringify({ ...JSON.parse(bytes.toString("utf8")), format: 3 }),
    )
    await expect(loadModel(copy)).rejects.toMatchObject({ code: "model.too-new", detail: { format: 3, known: 2 } })
  })

  it("a truncated model.bin", async () => {
    const copy = await changed("model.bin", (bytes) => bytes.subarray(0, 1000))
    await expect(loadModel(copy)).rejects.toMatchObject(corrupt(/model\.bin is cut short/))
  })

  it("a changed byte of model.bin, naming the section", async () => {
    const copy = await changed("model.bin", (bytes) => bytes.with(100, bytes[100]! ^ 1))
    await expect(loadModel(copy)).rejects.toMatchObject(corrupt(/section "0\.inner\.\w+" of model\.bin was changed/))
  })

  it("a truncated model.json", async () => {
    const copy = await changed("model.json", (bytes) => bytes.subarray(0, 500))
    await expect(loadModel(copy)).rejects.toMatchObject(corrupt(/model\.json is not whole JSON/))
  })

  it("a changed number in model.json", async () => {
    const copy = await changed("model.json", (bytes) => bytes.toString("utf8").replace('"scale":1.5', '"scale":1.6'))
    await expect(loadModel(copy)).rejects.toMatchObject(corrupt(/model\.json was changed/))
  })

  it("a changed schema.json", async () => {
    const copy = await changed("schema.json", (bytes) => bytes.toString("utf8").replace("distance", "distances"))
    await expect(loadModel(copy)).rejects.toMatchObject(corrupt(/schema\.json was changed/))
  })

  it("code that model.json does not list, by not running it", async () => {
    const copy = await changed("metrics.json", () => "{}")
    await writeFile(join(copy, "features.mjs"), "throw new Error('ran')")
    expect((await loadModel(copy)).userFeatures).toBeUndefined()
  })

  it.each<[string, (document: Record<string, never>) => void, RegExp]>([
    [
      "a task that does not fit the classes",
      (document) => Object.assign(document, { task: "binary" }),
      /cannot have 0 classes/,
    ],
    [
      "an unknown kind of estimator",
      (document) => Object.assign(document, { estimator: { kind: "code" } }),
      /estimator/,
    ],
    [
      "an encoder that reads unknown columns",
      (document) => Object.assign(document, { encoder: {} }),
      /Cannot use the encoder/,
    ],
    [
      "a section that is not there",
      (document) => Object.assign(document, { sections: [] }),
      /names a section that model\.bin does not have/,
    ],
    [
      "nesting without end",
      (document) => {
        let estimator: unknown = { kind: "constant", values: [1] }
        for (let level = 0; level < 200; level++) estimator = { kind: "blend", weights: [1], members: [estimator] }
        Object.assign(document, { estimator })
      },
      /nested too deeply/,
    ],
    [
      "scores of prediction sets that do not ascend",
      (document) => Object.assign(document, { nonconformity: { rows: 3, scores: [0.1, 0.5, 0.2] } }),
      /must ascend from 0 to 1/,
    ],
  ])("%s, though signed", async (_, change, what) => {
    await expect(loadModel(await forged(change))).rejects.toMatchObject(corrupt(what))
  })

  const broken = (change: Partial<ReturnType<typeof trees>>): Model => {
    const whole = trees(model.encoder.features.length)
    return { ...model, estimator: { ...whole, ...change } }
  }
  /** Nodes that each go on to the two behind them: forty of them are a hundred million ways. */
  const shared = (): Model => {
    const nodes = Array.from({ length: 40 }, (_, node) => node)
    return broken({
      roots: Int32Array.of(0),
      feature: Int32Array.from(nodes, (node) => (node < 38 ? 0 : -1)),
      right: Int32Array.from(nodes, (node) => (node < 38 ? node + 2 : 0)),
      threshold: new Float32Array(40),
      missingLeft: new Uint8Array(40),
      value: new Float32Array(40),
    })
  }
  const sound = trees(model.encoder.features.length)
  const inner = sound.feature.findIndex((feature) => feature >= 0)
  it.each<[string, Model, RegExp]>([
    ["a child that is its own parent", broken({ right: sound.right.with(inner, inner) }), /right child of node/],
    [
      "a third way for missing values",
      // in an order that is not packed
      broken({ missingLeft: sound.missingLeft.with(inner, 2), roots: sound.roots.toReversed() }),
      /neither right/,
    ],
    ["a child beyond the end", broken({ right: sound.right.with(inner, 1e9) }), /right child of node/],
    ["a node that is the child of two", shared(), /two ways lead to node/],
    ["two trees that are the same nodes", broken({ roots: sound.roots.map(() => 0) }), /two ways lead to node/],
    ["a feature out of range", broken({ feature: sound.feature.with(inner, 1e6) }), /reads feature/],
    ["a negative feature", broken({ feature: sound.feature.with(inner, -2) }), /reads feature/],
    ["a root out of range", broken({ roots: sound.roots.with(0, -1) }), /root of a tree/],
    ["lists of different lengths", broken({ value: sound.value.slice(1) }), /differ in length/],
    ["outputs that do not fit", broken({ outputs: 2 }), /must give 1 outputs/],
    ["a leaf that is not finite", broken({ value: sound.value.map(() => Infinity) }), /is not finite/],
    [
      "a linear feature out of range",
      { ...model, estimator: randomLinear({ features: [9999], outputs: 1 }, seededRandom(1)) },
      /a feature is not one of/,
    ],
    [
      "too many outputs",
      { ...model, estimator: { kind: "constant", values: [1, 2] } },
      /gives 2 outputs and the task wants 1/,
    ],
    [
      "a blend with a weight too few",
      { ...model, estimator: { kind: "blend", members: [sound, sound], weights: [1] } },
      /one weight a member/,
    ],
  ])("%s", async (_, unsound, what) => {
    const target = await mkdtemp(join(root, "unsound-"))
    await saveModel(join(target, "model"), unsound, {})
    await expect(loadModel(join(target, "model"))).rejects.toMatchObject(corrupt(what))
  })
})

describe("an artifact of a classifier that corrects its probabilities", () => {
  it("gives back the same model, and is refused when the correction would fall", async () => {
    const lines = [{ at: [0.2, 0.7], to: [0.1, 0.9] }]
    const correcting = sampleModel({
      task: "binary",
      seed: 4,
      estimator: (features, random) => ({
        kind: "calibrated",
        map: { method: "isotonic", lines },
        inner: randomTrees({ features, outputs: 1, trees: 3, depth: 3 }, random),
      }),
    })
    const own = join(root, "calibrated")
    await saveModel(own, correcting, {})
    expect(await loadModel(own)).toEqual(correcting)
    lines[0]!.to.reverse()
    await saveModel(own, correcting, {})
    await expect(loadModel(own)).rejects.toMatchObject({ code: "model.corrupt" })
  })
})
