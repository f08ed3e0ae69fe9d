import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { done, finished, mlwright, start, workFolder } from "./mlwright.ts"

/** A small project that trains in about a second. */
async function smallProject(): Promise<string> {
  const folder = await workFolder()
  const lines = Array.from(
    { length: 300 },
    (_, row) =>
      `${row % 17},${(row * 7) % 23},${["red", "green", "blue"][row % 3]},${(row % 17) * 3 + ((row * 7) % 23) + (row % 3)}`,
  )
  writeFileSync(join(folder, "table.csv"), `width,height,colour,price\n${lines.join("\n")}\n`)
  const project = join(folder, "small")
  await done(
    folder,
    "init",
    project,
    "--data",
    "table.csv",
    "--target",
    "price",
    "--yes",
    "--set",
    "train.budgetSeconds=1",
  )
  return project
}

const statuses = (outcome: { json: { stages: readonly { name: string; status: string }[] } }): Record<string, string> =>
  Object.fromEntries(outcome.json.stages.map(({ name, status }) => [name, status]))

test("a second run runs nothing and takes less than half a second", async () => {
  const project = await smallProject()
  await done(project, "run")
  const times: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    const started = performance.now()
    const again = await done(project, "run")
    times.push((performance.now() - started) / 1000)
    expect(new Set(Object.values(statuses(again)))).toEqual(new Set(["cached"]))
  }
  expect(Math.min(...times)).toBeLessThan(0.5) // the best of three: other tests run beside this one
})

test("a changed setting reruns only what depends on it, and comments in the settings survive", async () => {
  const project = await smallProject()
  await done(project, "run")
  appendFileSync(join(project, "mlwright.yaml"), "# a remark of mine\n")
  await done(project, "config", "set", "train.folds", "4")
  expect(readFileSync(join(project, "mlwright.yaml"), "utf8")).toContain("# a remark of mine")
  expect(statuses(await done(project, "run"))).toMatchObject({
    ingest: "cached",
    validate: "cached",
    features: "cached",
    train: "ran",
  })
})

test("a stage of another command works among ours and runs again only when its input changes", async () => {
  const project = await smallProject()
  appendFileSync(
    join(project, "dvc.yaml"),
    "  count:\n    cmd: wc -l < data/raw/table.csv > lines.txt && echo counted\n    deps:\n    - data/raw/table.csv\n    outs:\n    - lines.txt\n",
  )
  expect(statuses(await done(project, "run"))).toMatchObject({ count: "ran", train: "ran" })
  expect(readFileSync(join(project, "lines.txt"), "utf8").trim()).toBe("301")
  expect(statuses(await done(project, "run"))).toMatchObject({ count: "cached", train: "cached" })
})

test("an output that was deleted comes back from the cache without running its stage", async () => {
  const project = await smallProject()
  await done(project, "run")
  const { rmSync } = await import("node:fs")
  rmSync(join(project, "model"), { recursive: true })
  expect(statuses(await done(project, "run"))).toMatchObject({ train: "cached" })
  expect(existsSync(join(project, "model/model.bin"))).toBe(true)
})

test("two runs at once: the second waits, says for whom, and then has nothing to do", async () => {
  const project = await smallProject()
  const first = finished(start(project, ["--json", "run"]))
  await new Promise((settle) => setTimeout(settle, 350))
  const second = await mlwright(project, "run")
  const one = await first
  expect([one.code, second.code]).toEqual([0, 0])
  expect(one.json.model).toEqual(second.json.model)
})

test("features of the user's own are made in training and in serving alike", async () => {
  const project = await smallProject()
  writeFileSync(
    join(project, "src/features.ts"),
    "export const rowFeatures = {\n  area: (row: Record<string, unknown>) => Number(row.width) * Number(row.height),\n}\n",
  )
  await done(project, "run")
  expect(readFileSync(join(project, "model/features.mjs"), "utf8")).toContain("area")
  writeFileSync(join(project, "one.csv"), "width,height,colour\n3,5,red\n")
  await done(project, "predict", "one.csv", "-o", "out.csv")
  expect(readFileSync(join(project, "out.csv"), "utf8")).toMatch(/^width,height,colour,prediction\n3,5,red,[-\d.]+\n$/)
})

test("killed in any stage, the next run works and earlier outputs are whole", async () => {
  const project = await smallProject()
  await done(project, "run")
  for (const [index, delay] of [120, 250, 400, 600, 900].entries()) {
    await done(project, "config", "set", "split.seed", String(100 + index))
    const child = start(project, ["run"])
    const ended = finished(child)
    await new Promise((settle) => setTimeout(settle, delay))
    child.kill("SIGKILL")
    await ended
    const after = await done(project, "run")
    expect(after.json.metrics.rmse).toBeGreaterThanOrEqual(0)
    expect(JSON.parse(readFileSync(join(project, "reports/metrics.json"), "utf8")).rmse).toBe(after.json.metrics.rmse)
  }
  const { json } = await done(project, "runs", "list")
  expect(json.runs.some((run: { status: string }) => run.status === "RUNNING")).toBe(false)
})

test("Ctrl-C stops a run with a clear word, and the next one goes on", async () => {
  const project = await smallProject()
  const child = start(project, ["--json", "run", "--set", "train.budgetSeconds=60", "--set", "train.maxTrials=200"])
  const ended = finished(child)
  await new Promise((settle) => setTimeout(settle, 900))
  child.kill("SIGINT")
  const outcome = await ended
  if (outcome.code !== 0) expect(outcome).toMatchObject({ code: 2, json: { error: { code: "pipeline.interrupted" } } })
  await done(project, "run")
})
