import { execFileSync } from "node:child_process"
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import type { Pipeline } from "../pipeline/index.ts"
import { advanceBranch, listReleases, tagStage, tagVersion } from "./index.ts"
import { meaningOf } from "./releases.ts"

test("tags of GTO are told from others", () => {
  expect(meaningOf("taxi@v1.2.3")).toEqual({ model: "taxi", kind: "registered", version: "v1.2.3" })
  expect(meaningOf("a/b=taxi@v1.2.3!")).toEqual({ model: "a/b:taxi", kind: "deregistered", version: "v1.2.3" })
  expect(meaningOf("taxi#prod#2")).toEqual({ model: "taxi", kind: "assigned", stage: "prod" })
  expect(meaningOf("taxi#prod")).toEqual({ model: "taxi", kind: "assigned", stage: "prod" })
  expect(meaningOf("taxi#prod!#3")).toEqual({ model: "taxi", kind: "unassigned", stage: "prod" })
  expect(meaningOf("taxi@deprecated")).toEqual({ model: "taxi", kind: "deprecated" })
  for (const tag of ["v1.2.3", "taxi", "taxi@1.2", "-taxi@v1.0.0", "taxi@latest"])
    expect(meaningOf(tag)).toBeUndefined()
})

test("versions and stages are what the tags say, one after the other, beside the artifacts of dvc.yaml", async () => {
  const { root, git, commit } = repository()
  const first = commit()
  expect(await tagVersion(root, { model: "taxi", version: "v1.0.0", commit: first })).toBe("taxi@v1.0.0")
  expect(await tagStage(root, { model: "taxi", stage: "prod", commit: first })).toBe("taxi#prod#1")
  const second = commit()
  await tagVersion(root, { model: "taxi", version: "v2.0.0", commit: second })
  expect(await tagStage(root, { model: "taxi", stage: "prod", commit: second })).toBe("taxi#prod#2")
  expect(await tagStage(root, { model: "taxi", stage: "prod", commit: second }), "already").toBe("taxi#prod#2")
  git("tag", "taxi@v9.0.0")
  const artifacts = { taxi: { path: "model", type: "model", desc: "trips" }, other: { path: "x" } }
  const pipeline = { files: [{ path: join(root, "dvc.yaml"), artifacts }] } as unknown as Pipeline
  expect(await listReleases(root, pipeline)).toMatchObject([
    { name: "other", path: "x", versions: [], stages: {} },
    {
      name: "taxi",
      path: "model",
      type: "model",
      description: "trips",
      versions: [
        { version: "v2.0.0", commit: second },
        { version: "v1.0.0", commit: first },
      ],
      stages: { prod: "v2.0.0" },
    },
  ])
  await expect(tagVersion(root, { model: "taxi", version: "v1.0.0", commit: second })).rejects.toMatchObject({
    code: "release.version-tagged",
  })
  await expect(tagVersion(root, { model: "my taxi", version: "v1.0.0", commit: second })).rejects.toMatchObject({
    code: "release.name-unfit",
  })
  await expect(tagVersion(root, { model: "taxi", version: "3", commit: second })).rejects.toMatchObject({
    code: "release.version-unfit",
  })
})

test("a branch moves forward to the files as they lie there, and nobody's files or index change", async () => {
  const { root, git, commit } = repository()
  const head = commit()
  const lock = join(root, "dvc.lock")
  const wanted = { branch: "best-model", files: [lock], message: "better" }
  expect(await advanceBranch(root, wanted, process.env), "HEAD has all").toBe(head)
  writeFileSync(lock, "first")
  const before = git("status", "--porcelain")
  const first = await advanceBranch(root, wanted, process.env)
  expect(git("status", "--porcelain")).toBe(before)
  expect(git("show", "best-model:dvc.lock")).toBe("first")
  expect(await advanceBranch(root, wanted, process.env), "nothing new").toBe(first)
  writeFileSync(lock, "second")
  commit()
  const second = await advanceBranch(root, wanted, process.env)
  expect(git("merge-base", first, second), "a step forward").toBe(first)
  git("checkout", "--quiet", "best-model")
  writeFileSync(lock, "third")
  await expect(advanceBranch(root, wanted, process.env)).rejects.toMatchObject({ code: "release.branch-checked-out" })
})

function repository() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "release-")))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], {
      cwd: root,
      encoding: "utf8",
    }).trim()
  git("init", "--quiet", "--initial-branch=main")
  let count = 0
  const commit = (): string => {
    writeFileSync(join(root, "count.txt"), String(count++))
    git("add", "--all")
    git("commit", "--quiet", "--message", `commit ${count}`)
    return git("rev-parse", "HEAD")
  }
  return { root, git, commit }
}
