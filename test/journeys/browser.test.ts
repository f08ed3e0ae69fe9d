/** The bundle for browsers, as it was built, in a real Chromium: the same bits as in Node. */
import { existsSync, readFileSync } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { seededRandom } from "../../src/base/index.ts"
import { userFeaturesOf } from "../../src/feature/index.ts"
import { randomTrees, sampleModel, sampleRows } from "../../src/model/fixtures/sample-model.ts"
import { type Estimator, type Model, predictRecords, saveModel } from "../../src/model/index.ts"
import { recordsOf } from "../../src/schema/index.ts"

const bundle = join(import.meta.dirname, "../../dist/browser/mlwright.js")
const chromiumPath = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find(existsSync)
if (chromiumPath === undefined)
  console.warn("SKIPPED: the bundle is not tried in a browser, no Chromium at the usual paths")

const userFeatures = await userFeaturesOf(
  "export const rowFeatures = { perRoom: (row) => row.distance === null || row.rooms === null ? null : row.distance / row.rooms, 'Größe 100 %': (row) => row.rooms }",
)

const trees = (features: number, outputs: number, link: "identity" | "logit" | "softmax"): Estimator => {
  const grown = randomTrees({ features, outputs, trees: 40, depth: 6 }, seededRandom(features))
  const threshold = grown.threshold.map((value, node) => (grown.feature[node]! < 0 ? 5 : value))
  return { ...grown, threshold, link }
}

const models: Readonly<Record<string, Model>> = {
  "a regression with features of its own": sampleModel({
    task: "regression",
    seed: 1,
    userFeatures,
    estimator: (features) => ({
      kind: "blend",
      weights: [0.6, 0.4],
      members: [
        { kind: "transformed", inverse: "expm1", scale: 1.1, inner: trees(features, 1, "identity") },
        trees(features, 1, "identity"),
      ],
    }),
  }),
  "two classes, corrected": {
    ...sampleModel({
      task: "binary",
      seed: 2,
      estimator: (features) => ({
        kind: "calibrated",
        map: { method: "beta", onYes: 0.7, onNo: 0.9, offset: 0.1 },
        inner: trees(features, 1, "logit"),
      }),
    }),
    threshold: 0.4,
  },
  "three classes": sampleModel({ task: "multiclass", seed: 3, estimator: (features) => trees(features, 3, "softmax") }),
}

test("the bundle is one file of less than 100 kB as it travels", () => {
  expect(gzipSync(readFileSync(bundle)).length).toBeLessThan(100_000)
})

/** A page as somebody would write it. */
const document = `<!doctype html><title>Test</title><script type="module">
import { loadModel, predictRecords } from "/mlwright.js"
globalThis.answer = async (from, records) => JSON.stringify(predictRecords(await loadModel(from), records, { explain: true }))
</script>`

describe.skipIf(chromiumPath === undefined)("in Chromium", () => {
  let root: string
  let server: Server
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "mlwright-browser-"))
    for (const [place, model] of Object.values(models).entries())
      await saveModel(join(root, `model-${place}`), model, {})
    server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname
      const file = path === "/mlwright.js" ? bundle : join(root, path)
      if (path === "/") return void response.setHeader("content-type", "text/html").end(document)
      readFile(file).then(
        (bytes) => response.setHeader("content-type", path.endsWith(".js") ? "text/javascript" : "").end(bytes),
        () => response.writeHead(404).end(),
      )
    })
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
    browser = await chromium.launch({ executablePath: chromiumPath!, args: ["--no-sandbox"] })
    page = await browser.newPage()
    page.on("pageerror", (error) => complaints.push(error.message))
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
    await rm(root, { recursive: true, force: true })
  })

  /** What the page's own copy of the library answers, as JSON, which holds every bit of a number. */
  const answersIn = (address: string, records: readonly unknown[]): Promise<string> =>
    page.evaluate<string>(`answer(${JSON.stringify(address)}, ${JSON.stringify(records)})`)

  test.each(Object.keys(models))("%s is answered and explained with the same bits", async (name) => {
    const model = models[name]!
    const records = recordsOf(model.schema, sampleRows(200, seededRandom(7)))
    const place = Object.keys(models).indexOf(name)
    expect(await answersIn(`/model-${place}/`, records)).toBe(
      JSON.stringify(predictRecords(model, records, { explain: true })),
    )
    expect(complaints).toEqual([])
  })

  test("a model that is not there, and a row that is not right, are refused by code", async () => {
    const codeOf = (address: string, records: readonly unknown[]): Promise<string> =>
      answersIn(address, records).then(
        () => "answered",
        (error: Error) => error.message,
      )
    expect(await codeOf("/nowhere", [])).toMatch(/must be a folder with model.json/)
    expect(await codeOf("/model-2", [{ distance: "far" }])).toMatch(/Cannot predict with model "sample"/)
  })
})
