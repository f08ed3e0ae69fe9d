import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { silent, systemClock } from "../base/index.ts"
import { evaluateSettings } from "../evaluate/index.ts"
import { featureSettings } from "../feature/index.ts"
import { modelSettings } from "../model/index.ts"
import { schemaToYaml, validateSettings } from "../schema/index.ts"
import { dataSettings } from "../table/index.ts"
import { trainSettings } from "../train/index.ts"
import type { StageContext } from "./context.ts"
import { featuresStage } from "./features.ts"
import { ingestStage } from "./ingest.ts"
import { projectPaths } from "./paths.ts"
import { splitSettings } from "./split.ts"
import { trainStage } from "./train.ts"

it("held-out rows on which the metric is not defined are refused before anything is trained", async () => {
  const root = await mkdtemp(join(tmpdir(), "mlwright-held-out-"))
  try {
    // the latest rows are all of one class
    const lines = Array.from({ length: 60 }, (_, row) => `2024-01-01T00:${row % 60}:00,${row},${row < 40 && row % 2}`)
    await writeFile(join(root, "table.csv"), `when,x,left\n${lines.join("\n").replaceAll("false", "0")}\n`)
    const column = { nullable: false } as const
    const schema = schemaToYaml({
      columns: [
        { ...column, name: "when", type: "datetime", role: "time" },
        { ...column, name: "x", type: "number", role: "feature" },
        { ...column, name: "left", type: "category", role: "target" },
      ],
    })
    await writeFile(join(root, projectPaths.schema), schema)
    const context = (primary: string): StageContext => ({
      root,
      name: "late",
      settings: {
        data: dataSettings.parse({ files: ["table.csv"] }),
        target: { name: "left" },
        task: "binary",
        split: splitSettings.parse({}),
        validate: validateSettings.parse({}),
        features: featureSettings.parse({}),
        train: trainSettings.parse({ estimators: ["linear"] }),
        model: modelSettings.parse({}),
        evaluate: evaluateSettings.parse({ primary }),
      },
      effects: { progress: silent, clock: systemClock },
    })
    await ingestStage(context("auto"))
    await featuresStage(context("auto"))
    await expect(trainStage(context("auto"))).rejects.toMatchObject({
      code: "stages.held-out-alike",
      message: expect.stringContaining('in all of them it is "0"'),
    })
    expect((await trainStage(context("logLoss"))).summary).toContain("logLoss")
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
