import { appendFileSync, existsSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { type ClassTable, classTables, writeTable } from "./class-tables.ts"
import { done, finished, mlwright, start, workFolder } from "./mlwright.ts"

async function project(...init: readonly string[]): Promise<string> {
  const folder = await workFolder()
  const [table] = classTables as readonly [ClassTable]
  writeTable(folder, table)
  await done(
    folder,
    ...["init", "project", "--data", "table.csv", "--target", table.target, "--yes"],
    ...["--set", "train.budgetSeconds=1", "--set", "evaluate.bootstrapSamples=300", ...init],
  )
  return join(folder, "project")
}

test("a run holds its settings, scores, stage times, data, files and model, and is found by a filter", async () => {
  const folder = await project()
  const { json: ran } = await done(folder, "run")
  const { json: shown } = await done(folder, "runs", "show", ran.run.id.slice(0, 8))
  const { run, files } = shown
  expect(run).toMatchObject({ id: ran.run.id, status: "FINISHED" })
  expect(run.endTime).toBeGreaterThanOrEqual(run.startTime)
  expect(run.params).toMatchObject({ "train.budgetSeconds": "1", "target.name": "state", task: "binary" })
  const metrics = Object.fromEntries(run.metrics.map((one: { key: string; value: number }) => [one.key, one.value]))
  expect(metrics).toMatchObject(ran.metrics)
  for (const stage of ["ingest", "validate", "features", "train", "evaluate"])
    expect(metrics[`stage/${stage}/seconds`], stage).toBeGreaterThan(0)
  expect(metrics["baseline/auc"]).toBe(0.5)
  expect(run.datasets).toMatchObject([
    { dataset: { name: "data/raw/table.csv", digest: expect.stringMatching(/^[0-9a-f]{32}$/) } },
  ])
  const paths = files.map(({ path }: { path: string }) => path)
  expect(paths).toEqual(expect.arrayContaining(["model/model.bin", "model/MLmodel", "reports/evaluation.html"]))
  const { json: model } = await done(folder, "models", "show", "1")
  expect(model.version).toMatchObject({ runId: run.id, modelId: expect.stringMatching(/^m-[0-9a-f]{32}$/) })

  const found = async (filter: string): Promise<readonly string[]> =>
    (await done(folder, "runs", "list", "--filter", filter)).json.runs.map(({ id }: { id: string }) => id)
  expect(await found("metrics.auc > 0.8 and params.task = 'binary'")).toEqual([run.id])
  expect(await found("metrics.auc < 0.5")).toEqual([])
  const wrong = await mlwright(folder, "runs", "list", "--filter", "metrics.auc >")
  expect(wrong).toMatchObject({ code: 2, json: { error: { blame: "user" } } })
})

test("a run whose process was killed is shown as killed", async () => {
  const folder = await project()
  appendFileSync(join(folder, "dvc.yaml"), "  nap:\n    cmd: sleep 60\n    deps:\n    - schema.yaml\n")
  const child = start(folder, ["run", "nap"])
  const ended = finished(child)
  const list = async () => (await done(folder, "runs", "list")).json.runs
  while ((await list()).length === 0) await new Promise((settle) => setTimeout(settle, 100))
  expect(await list()).toMatchObject([{ status: "RUNNING" }])
  child.kill("SIGKILL")
  await ended
  expect(await list()).toMatchObject([{ status: "KILLED" }])
})

test("with tracking off everything works and no run is recorded", async () => {
  const folder = await project("--set", "track.enabled=false")
  const { json } = await done(folder, "run")
  expect(json).toMatchObject({ model: { version: 1, aliases: ["champion"] } })
  expect(json.run).toBeUndefined()
  expect((await done(folder, "runs", "list")).json.runs).toEqual([])
  expect((await done(folder, "models", "show", "project@champion")).json.version.version).toBe(1)
  expect(existsSync(join(folder, ".mlwright/models/project/1/model.bin"))).toBe(true)
})

test("with the registry off a run has its scores and makes no version", async () => {
  const folder = await project("--set", "registry.enabled=false")
  const { json } = await done(folder, "run")
  expect(json.model).toBeUndefined()
  const { json: shown } = await done(folder, "runs", "show", json.run.id)
  const auc = shown.run.metrics.find(({ key }: { key: string }) => key === "auc")
  expect(auc.value).toBe(json.metrics.auc)
  expect((await done(folder, "models", "list")).json.models).toEqual([])
})
