/** `kill -9` and Ctrl-C in every stage of a run, and two runs at once, through the built command. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { expect, test } from "vitest"
import { done, finished, mlwright, type Outcome, start } from "./mlwright.ts"
import { expectRefused, halfWritten, projectThatRan } from "./small-project.ts"

const copyOfProject = projectThatRan()
const stages = ["ingest", "validate", "features", "train", "evaluate"] as const

test.for([...stages, "register"] as const)("kill -9 in %s", async (stage) => {
  const project = await copyOfProject()
  await stoppedIn(project, stage, "SIGKILL")
  expect((await newestRun(project)).status).toBe("KILLED")
  await earlierOutputsAreWhole(project)
  await nextRunWorks(project, stage)
})

test("a search that was killed goes on where it was, to the same bytes of model", async () => {
  const [project, undisturbed] = [await copyOfProject(), await copyOfProject()]
  const search = ["--set", "train.maxTrials=6", "--set", "train.budgetSeconds=8"]
  const child = start(project, ["--json", "run", ...search])
  const ended = finished(child)
  await until(() => child.exitCode !== null || fitsWritten(project) > 1)
  child.kill("SIGKILL")
  await ended
  expect(fitsWritten(project)).toBeGreaterThan(1)
  expect((await done(project, "run", ...search)).stderr).toMatch(/fits were taken over from a search that had been/)
  expect(fitsWritten(project)).toBe(0)
  await done(undisturbed, "run", ...search)
  for (const file of ["model/model.bin", "reports/training.json"]) {
    expect(readFileSync(join(project, file)).equals(readFileSync(join(undisturbed, file)))).toBe(true)
  }
})

test.for(stages)("Ctrl-C in %s", async (stage) => {
  const project = await copyOfProject()
  expectRefused(await stoppedIn(project, stage, "SIGINT"), {
    exit: 2,
    code: "pipeline.interrupted",
    message: new RegExp(`"${stage}"`),
    hint: /mlwright run/,
  })
  expect((await newestRun(project)).status).toBe("KILLED")
  expect(halfWritten(project)).toEqual([])
  await earlierOutputsAreWhole(project)
  await nextRunWorks(project, stage)
})

test("two runs at once: the second waits, says for whom, and then has nothing to do", async () => {
  const project = await copyOfProject()
  const first = start(project, ["--json", "run", "--force"])
  const firstEnded = finished(first)
  await until(() => heardOf(project, "ingest"))
  const second = await mlwright(project, "run")
  expect(second.stderr).toContain(`waiting for process ${first.pid} (mlwright run) to end`)
  expect((await firstEnded).code).toBe(0)
  expect(second.json.stages.every(({ status }: { status: string }) => status === "cached")).toBe(true)
})

/** A run with another split, stopped as soon as it has begun a stage. */
async function stoppedIn(project: string, stage: string, signal: "SIGKILL" | "SIGINT"): Promise<Outcome> {
  const child = start(project, [
    "--json",
    "run",
    ...otherSplit,
    ...(stage === "ingest" || stage === "validate" ? ["--force"] : []),
  ])
  const ended = finished(child)
  let said = ""
  child.stderr?.on("data", (text) => (said += text))
  await until(
    () => child.exitCode !== null || (stage === "register" ? /✓ evaluate/.test(said) : heardOf(project, stage)),
  )
  child.kill(signal)
  return ended
}

/** Fits of a search that an interrupted one can go on from. */
function fitsWritten(project: string): number {
  const folder = join(project, ".mlwright/tmp")
  const searches = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith("search_")) : []
  const files = searches.flatMap((name) => readdirSync(join(folder, name)))
  return files.filter((name) => !name.endsWith(".tmp")).length
}

/** What the runs before left is there, old or new, never a part. */
async function earlierOutputsAreWhole(project: string): Promise<void> {
  await done(project, "predict", "good.csv", "-o", "model.csv", "--model", "./model")
  await done(project, "predict", "good.csv", "-o", "champion.csv")
  expect(JSON.parse(readFileSync(join(project, "reports/metrics.json"), "utf8")).rmse).toBeGreaterThanOrEqual(0)
}

/** It goes on after the last stage that ended, and shows the numbers that lie in the reports. */
async function nextRunWorks(project: string, stage: string): Promise<void> {
  const next = await done(project, "run", ...otherSplit)
  const ended = stages.slice(0, stage === "register" ? stages.length : stages.indexOf(stage as (typeof stages)[number]))
  const cached = next.json.stages.filter(({ status }: { status: string }) => status === "cached")
  expect(cached.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining([...ended]))
  expect(JSON.parse(readFileSync(join(project, "reports/metrics.json"), "utf8")).rmse).toBe(next.json.metrics.rmse)
  expect((await newestRun(project)).status).toBe("FINISHED")
  expect(halfWritten(project).filter((path) => !path.startsWith(".mlwright/artifacts/"))).toEqual([])
}

async function newestRun(project: string): Promise<{ readonly status: string }> {
  return (await done(project, "runs", "list")).json.runs[0]
}

/** The log says that the stage began. */
function heardOf(project: string, stage: string): boolean {
  const folder = join(project, ".mlwright/logs")
  if (!existsSync(folder)) return false
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
  return lines.some((line) => line.includes('"stage started"') && line.includes(`"stage":"${stage}"`))
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 120_000
  while (!isSo() && performance.now() < end) await wait(4)
}

const otherSplit = ["--set", "split.seed=77"]
