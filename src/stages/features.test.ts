import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { seededRandom, silent, systemClock } from "../base/index.ts"
import { evaluateSettings } from "../evaluate/index.ts"
import { featureSettings } from "../feature/index.ts"
import { modelSettings } from "../model/index.ts"
import { type Schema, schemaToYaml, validateSettings } from "../schema/index.ts"
import { dataSettings } from "../table/index.ts"
import { trainSettings } from "../train/index.ts"
import type { StageContext } from "./context.ts"
import { featuresStage } from "./features.ts"
import { readPreparedData, readWholeData } from "./features-folder.ts"
import { ingestStage } from "./ingest.ts"
import { projectPaths } from "./paths.ts"
import { splitSettings } from "./split.ts"

const rows = 40_000

const schema: Schema = {
  columns: [
    { name: "when", type: "datetime", role: "time", nullable: false },
    { name: "x", type: "number", role: "feature", nullable: false },
    { name: "word", type: "category", role: "feature", nullable: false },
    { name: "y", type: "number", role: "target", nullable: false },
  ],
}

let root = ""

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mlwright-features-"))
  const random = seededRandom(1)
  const lines = Array.from({ length: rows }, (_, row) => {
    const when = new Date(Date.UTC(2024, 0, 1) + row * 60_000).toISOString().slice(0, 19)
    return `${when},${random.next()},w${row % 3},${row}`
  })
  await writeFile(join(root, "table.csv"), `when,x,word,y\n${lines.join("\n")}\n`)
  await writeFile(join(root, projectPaths.schema), schemaToYaml(schema))
  await ingestStage(contextOf(1500))
})

afterAll(() => rm(root, { recursive: true, force: true }))

function contextOf(memoryMegabytes: number, split: object = {}): StageContext {
  return {
    root,
    name: "many",
    settings: {
      data: dataSettings.parse({ files: ["table.csv"] }),
      target: { name: "y" },
      task: "regression",
      split: splitSettings.parse(split),
      validate: validateSettings.parse({}),
      features: featureSettings.parse({ memoryMegabytes }),
      train: trainSettings.parse({}),
      model: modelSettings.parse({}),
      evaluate: evaluateSettings.parse({}),
    },
    effects: { progress: silent, clock: systemClock },
  }
}

describe("featuresStage", () => {
  it("uses every row while the features fit the memory", async () => {
    const { notes } = await featuresStage(contextOf(1500))
    const { split, sampledFrom, matrix } = await readPreparedData(root)
    expect({ train: split.train.length, test: split.test.length, rows: matrix.rows }).toEqual({
      train: 0.8 * rows,
      test: 0.2 * rows,
      rows: 0.8 * rows,
    })
    expect([sampledFrom, notes]).toEqual([undefined, []])
  })

  it("uses a sample of each time that fits, and says so", async () => {
    const { notes } = await featuresStage(contextOf(1))
    const { split, sampledFrom, matrix, target, reference } = await readPreparedData(root)
    expect(sampledFrom).toBe(rows)
    expect(notes[0]).toContain("these are a sample of 40,000 rows spread evenly over time")
    expect(matrix.rows * (4 * matrix.columns.length + 8 * schema.columns.length)).toBeLessThanOrEqual(1_000_000)
    expect(matrix.rows).toBeGreaterThan(1000)
    expect(target).toEqual(Float64Array.from(split.train))
    expect(Math.min(...split.test)).toBeGreaterThan(Math.max(...split.train))
    expect(reference).toMatchObject({ rows: matrix.rows, tableRows: rows })
    const quarters = Array.from({ length: 4 }, (_, quarter) =>
      split.train.filter((row) => Math.floor((4 * row) / (0.8 * rows)) === quarter),
    )
    for (const part of quarters) expect(Math.abs(part.length - matrix.rows / 4)).toBeLessThanOrEqual(1)
  })

  it("prepares all rows once more, in the order of time, unless they would not fit twice or the settings say never", async () => {
    await featuresStage(contextOf(1500))
    const whole = await readWholeData(root)
    expect([whole!.matrix.rows, whole!.split.test.length]).toEqual([rows, 0])
    expect(whole!.target).toEqual(Float64Array.from({ length: rows }, (_, row) => row))
    expect(whole!.reference).toMatchObject({ rows, tableRows: rows })
    await featuresStage(contextOf(1500, { refit: "never" }))
    expect(await readWholeData(root)).toBeUndefined()
    await featuresStage(contextOf(1))
    expect(await readWholeData(root)).toBeUndefined()
  })

  it("where all rows are wanted in any case, samples so that both preparations fit", async () => {
    await featuresStage(contextOf(1, { refit: "always" }))
    const [judged, whole] = [await readPreparedData(root), await readWholeData(root)]
    expect(whole!.matrix.rows).toBe(judged.split.train.length + judged.split.test.length)
    const bytes = 4 * judged.matrix.columns.length + 8 * schema.columns.length
    expect((judged.matrix.rows + whole!.matrix.rows) * bytes).toBeLessThanOrEqual(1_000_000)
  })

  it("refuses a share that leaves nothing to train on, and tells of one that leaves little", async () => {
    await expect(featuresStage(contextOf(1500, { testShare: 0.99995 }))).rejects.toMatchObject({
      code: "stages.too-few-to-train",
      message: expect.stringContaining("2 of 40000 rows: at least 3 are needed, and 39998 are held out"),
    })
    const { notes } = await featuresStage(contextOf(1500, { testShare: 0.999, refit: "never" }))
    expect(notes).toEqual([expect.stringMatching(/only 40 of 40,000 rows train, for 39,960 are held out/)])
  })
})
