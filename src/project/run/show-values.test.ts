import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { initDvc } from "../../version/index.ts"
import { diffValues, showValues } from "./show-values.ts"

test("files that no dvc.yaml names are shown, paths count from the folder of the call, and a folder must be asked for", async () => {
  const { root, sub } = await repository()
  expect(await showValues(sub, "metrics", { targets: ["other.json"] })).toEqual({
    "": { data: { "other.json": { data: { z: 1 } } } },
  })
  expect(await showValues(sub, "metrics")).toEqual({ "": { data: { "../m.json": { data: { acc: 0.5 } } } } })
  expect(await showValues(root, "metrics", { targets: ["."], recursive: true })).toEqual({
    "": {
      data: {
        "m.json": { data: { acc: 0.5 } },
        "params.yaml": { data: { lr: 2, n: 3 } },
        "sub/other.json": { data: { z: 1 } },
      },
    },
  })
  await expect(showValues(root, "metrics", { targets: ["sub"] })).rejects.toMatchObject({
    code: "project.values-folder",
  })
  await expect(showValues(root, "metrics", { targets: ["none.json"] })).rejects.toMatchObject({
    code: "project.values-missing",
  })
})

test("commits are shown by the names of their branches and tags, and the workspace unless its branch says the same", async () => {
  const { root, git } = await repository()
  expect(Object.keys(await showValues(root, "metrics", { moments: { branches: true } }))).toEqual(["main"])
  writeFileSync(join(root, "m.json"), '{"acc": 0.75}')
  git("branch", "twin")
  git("tag", "v1")
  const shown = await showValues(root, "metrics", { moments: { branches: true, tags: true } })
  expect(shown).toEqual({
    workspace: { data: { "m.json": { data: { acc: 0.75 } } } },
    "main,twin,v1": { data: { "m.json": { data: { acc: 0.5 } } } },
  })
  expect(Object.keys(await showValues(root, "metrics", { moments: { named: ["v1"] } }))).toEqual(["v1"])
  await expect(showValues(root, "metrics", { moments: { named: ["nope"] } })).rejects.toMatchObject({
    code: "repository.revision-unknown",
  })
})

test("a commit that cannot be read says so among others that can", async () => {
  const { root, git } = await repository()
  writeFileSync(join(root, "m.json"), "not a map")
  git("commit", "--quiet", "--all", "--message", "broken")
  git("branch", "broken")
  git("reset", "--quiet", "--hard", "HEAD~1")
  expect(await showValues(root, "metrics", { moments: { branches: true } })).toMatchObject({
    broken: { error: { type: "pipeline.params-unreadable" } },
    main: { data: { "m.json": {} } },
  })
})

test("a difference is of named files, or of the params that stages depend on alone", async () => {
  const { root, sub } = await repository()
  writeFileSync(join(root, "params.yaml"), "lr: 3\nn: 4\n")
  expect(await diffValues(sub, "params", { all: false, onlyRead: true })).toEqual({
    "../params.yaml": { lr: { old: 2, new: 3, diff: 1 } },
  })
  expect(await diffValues(sub, "params", { all: true, targets: ["other.json"] })).toEqual({
    "other.json": { z: { old: 1, new: 1, diff: 0 } },
  })
})

async function repository() {
  const root = mkdtempSync(join(tmpdir(), "values-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const sub = join(root, "sub")
  mkdirSync(sub)
  await initDvc(root)
  writeFileSync(
    join(root, "dvc.yaml"),
    "stages: {train: {cmd: 'true', params: [lr], metrics: [m.json: {cache: false}]}}\n",
  )
  writeFileSync(join(root, "params.yaml"), "lr: 2\nn: 3\n")
  writeFileSync(join(root, "m.json"), '{"acc": 0.5}')
  writeFileSync(join(sub, "other.json"), '{"z": 1}')
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8" })
  git("init", "--quiet", "--initial-branch=main")
  git("config", "user.email", "a@b.c")
  git("config", "user.name", "a")
  git("add", "--all")
  git("commit", "--quiet", "--message", "one")
  return { root, sub, git }
}
