import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, it } from "vitest"
import { type TrainInput, trainSettings } from "../train/index.ts"
import type { StageContext } from "./context.ts"
import { projectPaths } from "./paths.ts"
import { openSearchJournal } from "./search-journal.ts"

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mlwright-journal-"))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const input: TrainInput = {
  matrix: { rows: 2, features: [{ name: "x", from: ["x"], use: "both" }], columns: [Float32Array.of(1, 2)] },
  target: Float64Array.of(3, 4),
  task: "regression",
  classes: 0,
}
const open = (given: TrainInput = input, train: Readonly<Record<string, unknown>> = {}) =>
  openSearchJournal(
    { root, settings: { train: trainSettings.parse(train), evaluate: { primary: "auto" } } } as unknown as StageContext,
    given,
  )
const searches = () => readdir(join(root, projectPaths.temporary))

it("what one search wrote is read by the next for the same rows and settings, and counted", async () => {
  await (await open()).write("fit", Uint8Array.of(1, 2, 3))
  const next = await open()
  expect([...(await next.read("fit"))!]).toEqual([1, 2, 3])
  expect(await next.read("another")).toBeUndefined()
  expect(next.takenOver()).toBe(1)
})

it.each([
  ["a value of a feature", { ...input, matrix: { ...input.matrix, columns: [Float32Array.of(1, 9)] } }, {}],
  ["a target", { ...input, target: Float64Array.of(3, 5) }, {}],
  ["weights", { ...input, weights: Float64Array.of(1, 2) }, {}],
  ["a setting", input, { seed: 2 }],
])("nothing is read when it differs in %s, and what was written is cleared", async (_what, other, settings) => {
  await (await open()).write("fit", Uint8Array.of(1))
  expect(await (await open(other, settings)).read("fit")).toBeUndefined()
  expect(await searches()).toHaveLength(1)
})

it("nothing is left of a search that ended", async () => {
  const journal = await open()
  await journal.write("fit", Uint8Array.of(1))
  await journal.end()
  expect(await searches()).toEqual([])
})
