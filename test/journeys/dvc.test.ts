import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { expect, test } from "vitest"
import { type ClassTable, classTables, writeTable } from "./class-tables.ts"
import { command, done, workFolder } from "./mlwright.ts"

const dvcPath = process.env["MLWRIGHT_TEST_DVC"] ?? ""
const absent = !existsSync(dvcPath)
if (absent) console.warn("SKIPPED: set MLWRIGHT_TEST_DVC to the path of dvc 3 to try a project with the real DVC")

test.skipIf(absent)("a project is DVC's too: each tool leaves the other nothing to do", async () => {
  const { project, dvc, git } = await dvcProject()
  await done(project, "run")
  expect(dvc("status")).toContain("Data and pipelines are up to date.")
  git("add", "--all")
  git("commit", "--quiet", "--message", "first")
  expect(dvc("repro")).not.toContain("Running stage")
  expect(git("status", "--porcelain"), "dvc repro rewrites nothing").toBe("")

  await done(project, "config", "set", "train.folds", "4")
  expect(JSON.parse(dvc("params", "diff", "--json"))).toEqual({
    "mlwright.yaml": { "train.folds": { old: null, new: 4 } },
  })
  const reproduced = dvc("repro")
  expect(reproduced.match(/(?<=Running stage ')\w+/g)).toEqual(["train", "evaluate"])
  expect(reproduced).toContain("> mlwright step train")
  const after = await done(project, "run")
  const status = after.json.stages.map((stage: { name: string; status: string }) => `${stage.name} ${stage.status}`)
  expect(status).toEqual([
    ...["ingest", "validate", "features", "train", "evaluate"].map((name) => `${name} cached`),
    "register ran",
  ])
  expect(after.json.model).toMatchObject({ version: 2 })
  expect(dvc("status")).toContain("Data and pipelines are up to date.")

  const shown = JSON.parse(dvc("metrics", "show", "--json"))
  expect(shown[""].data["reports/metrics.json"].data).toEqual(after.json.metrics)
  expect(drawn(project, dvc)).toEqual(
    expect.arrayContaining(["fpr", "tpr", "recall", "precision", "predicted", "observed", "slice", "drop", "column"]),
  )
  expect(drawn(project, dvc)).not.toContain("step")
})

/** Fields on the axes of the page that `dvc plots show` makes. */
function drawn(project: string, dvc: (...args: readonly string[]) => string): readonly string[] {
  dvc("plots", "show", "--out", "plots-page")
  const page = readFileSync(join(project, "plots-page/index.html"), "utf8")
  return [...page.matchAll(/"field": "(\w+)", "type"/g)].map((match) => match[1]!)
}

async function dvcProject() {
  const folder = await workFolder()
  const [table] = classTables as readonly [ClassTable]
  writeTable(folder, table)
  await done(
    folder,
    ...["init", "project", "--data", "table.csv", "--target", table.target, "--yes"],
    ...["--set", "train.budgetSeconds=1", "--set", "evaluate.sliceMinRows=10"],
  )
  const project = join(folder, "project")
  const bin = join(folder, "bin")
  mkdirSync(bin)
  const shim = join(bin, "mlwright")
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`)
  chmodSync(shim, 0o755)
  const env = {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env["PATH"]}`,
    GIT_AUTHOR_NAME: "A",
    GIT_AUTHOR_EMAIL: "a@example.org",
    GIT_COMMITTER_NAME: "A",
    GIT_COMMITTER_EMAIL: "a@example.org",
  }
  const run =
    (program: string) =>
    (...args: readonly string[]): string =>
      execFileSync(program, args, { cwd: project, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
  return { project, dvc: run(dvcPath), git: run("git") }
}
