import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { type ClassTable, classTables, writeTable } from "./class-tables.ts"
import { done, mlwright, workFolder } from "./mlwright.ts"

const gtoPath = join(dirname(process.env["MLWRIGHT_TEST_DVC"] ?? ""), "gto")
const gtoAbsent = !existsSync(gtoPath)
if (gtoAbsent)
  console.warn("SKIPPED: gto is not beside the dvc of MLWRIGHT_TEST_DVC; that it reads our tags was not tested")

test("git alone tells which version is the champion: by tags, and by a branch with its dvc.lock", async () => {
  const { project, git } = await committedProject()
  const first = (await done(project, "run")).json
  expect(first.git).toMatchObject({ branch: "best-model", tags: ["project@v1.0.0", "project#champion#1"] })
  expect(git("show", "best-model:dvc.lock")).toContain("train:")
  expect(git("rev-parse", "best-model^")).toBe(git("rev-parse", "main"))
  expect(git("branch", "--show-current")).toBe("main\n")
  expect((await done(project, "run")).json.git).toEqual(first.git)
  expect(git("tag").trim().split("\n")).toHaveLength(2)
  const tagged = (await done(project, "models", "tag", "1", "--stage", "prod")).json
  expect(tagged).toEqual({ tags: ["project@v1.0.0", "project#prod#1"], commit: first.git.commit })
  const { git: released } = (await done(project, "models", "list")).json
  expect(released).toMatchObject([
    { name: "project", versions: [{ version: "v1.0.0" }], stages: { champion: "v1.0.0", prod: "v1.0.0" } },
  ])
  expect(await mlwright(project, "models", "tag", "1.0")).toMatchObject({
    code: 2,
    json: { error: { code: "release.version-unfit" } },
  })
  if (gtoAbsent) return
  const shown = JSON.parse(execFileSync(gtoPath, ["show", "--json"], { cwd: project, encoding: "utf8" }))
  expect(shown).toMatchObject({ project: { version: "v1.0.0", stage: { champion: "v1.0.0", prod: "v1.0.0" } } })
})

async function committedProject() {
  const folder = await workFolder()
  const [table] = classTables as readonly [ClassTable]
  writeTable(folder, table)
  await done(
    folder,
    ...["init", "project", "--data", "table.csv", "--target", table.target, "--yes"],
    ...["--set", "train.budgetSeconds=1", "--set", "evaluate.sliceMinRows=10"],
    ...["--set", "registry.gitTags=true", "--set", "registry.branch=best-model"],
  )
  const project = join(folder, "project")
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], {
      cwd: project,
      encoding: "utf8",
    })
  git("add", "--all")
  git("commit", "--quiet", "--message", "base")
  git("branch", "--quiet", "--move", "main")
  return { project, git }
}
