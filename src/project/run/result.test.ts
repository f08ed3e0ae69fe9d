import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { openProject } from "../project.ts"
import { resultOf } from "./result.ts"

test("scores of an evaluation that did not belong to the run are not told: they may be of another model", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mlwright-result-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, "mlwright.yaml"), "data: {files: [a.csv]}\ntarget: {name: price}\ntask: regression\n")
  await mkdir(join(folder, "reports"))
  const rmse = { value: 5, interval: [4, 6] }
  const evaluation = { metrics: { rmse }, primary: { name: "rmse", ...rmse } }
  await writeFile(join(folder, "reports/evaluation.json"), JSON.stringify(evaluation))
  const project = await openProject(folder, [])
  const nothing = { registered: undefined, runId: undefined, notes: new Map() }
  const train = { name: "train", status: "ran", seconds: 1 } as const
  expect(await resultOf(project, [train], nothing)).toEqual({ stages: [train], metrics: {}, leaderboard: [] })
  const evaluate = { name: "evaluate", status: "cached", seconds: 0 } as const
  expect(await resultOf(project, [train, evaluate], nothing)).toMatchObject({
    metrics: { rmse: 5 },
    primary: { name: "rmse", value: 5, interval: [4, 6] },
  })
})
