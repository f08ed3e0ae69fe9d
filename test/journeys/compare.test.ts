import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { done, finished, mlwright, start, workFolder } from "./mlwright.ts"
import { expectRefused, projectThatRan } from "./small-project.ts"

const project = projectThatRan()

test("two tables are compared outside a project, in words and as one document", async () => {
  const folder = await workFolder()
  writeFileSync(join(folder, "old.csv"), "user_id,city,age\n1,Paris,30\n2,Rome,41\n3,Oslo,55\n")
  writeFileSync(join(folder, "new.csv"), "user_id,city,age,score\n2,Rome,42,1.5\n3,Oslo,55,2.5\n4,Bern,20,3.5\n")
  const { json } = await done(folder, "compare", "old.csv", "new.csv")
  expect(json).toMatchObject({
    rows: { by: "id", id: ["user_id"], added: 1, removed: 1, changed: 1, unchanged: 1 },
    schema: { added: [{ column: "score", type: "number" }], removed: [] },
    effect: null,
  })
  const { stdout } = await finished(start(folder, ["compare", "old.csv", "new.csv"]))
  expect(stdout).toContain("rows, by user_id: 1 added, 1 removed, 1 changed, 1 unchanged")
  expect(stdout).toContain("~ 2: age 41 to 42")
})

test("a table is compared with its version of a commit, and the model says what the change does", async () => {
  const folder = await project()
  const git = (...args: readonly string[]): void =>
    void execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], { cwd: folder })
  git("add", "--all")
  git("commit", "--quiet", "--message", "first")
  const table = join(folder, "data/raw/table.csv")
  const [head = "", ...lines] = readFileSync(table, "utf8").trimEnd().split("\n")
  const wider = lines.slice(1).map((line) => line.replace(/^\d+/, (width) => String(Number(width) + 100)))
  writeFileSync(table, `${[head, ...wider].join("\n")}\n`)
  const { json } = await done(folder, "diff", "--rows", "data/raw/table.csv")
  expect(json.before).toMatchObject({ files: ["data/raw/table.csv@HEAD"], rows: lines.length })
  expect(json.rows).toMatchObject({ by: "content", added: lines.length - 1, removed: lines.length, unchanged: 0 })
  expect(json.effect.outputs).toMatchObject([{ output: "prediction" }])
  expect((await done(folder, "diff", "--rows", "data/table.parquet", "HEAD", "HEAD")).json.rows).toMatchObject({
    added: 0,
    removed: 0,
  })
  expectRefused(await mlwright(folder, "diff", "--rows", "data/raw/table.csv", "v9"), {
    exit: 2,
    code: "repository.revision-unknown",
    hint: /git log/,
  })
})
