import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { fileVersions, repositoryStatus, restoreVersion } from "./index.ts"
import { change, commitData, git, repositories } from "./repository.test-support.ts"

test("a file has the versions that changed it, with rows, size, who and message", async () => {
  const root = await history()
  const versions = await fileVersions(root, "t.csv")
  expect(versions.map(({ message, rows, size, who, isHere }) => ({ message, rows, size, who, isHere }))).toEqual([
    { message: "more rows", rows: 2, size: 6, who: "Ann <ann@example.org>", isHere: true },
    { message: "first", rows: 1, size: 4, who: "Ann <ann@example.org>", isHere: true },
  ])
  expect(await fileVersions(root, "t.csv.dvc", { limit: 1 })).toHaveLength(1)
  const inFolder = await fileVersions(root, "d/same")
  expect(inFolder.map(({ message }) => message)).toEqual(["first"])
  const ofGit = await fileVersions(root, ".dvcignore")
  expect(ofGit.map(({ message, isInGit }) => [message, isInGit])).toEqual([["first", true]])
  await expect(fileVersions(root, "nowhere")).rejects.toMatchObject({ code: "repository.never-tracked" })
})

test("what the cache does not have is told of, and cannot be brought back", async () => {
  const root = await history()
  rmSync(join(root, ".dvc/cache"), { recursive: true })
  expect((await fileVersions(root, "t.csv")).map(({ isHere }) => isHere)).toEqual([false, false])
  await expect(
    change(root, (repository) => restoreVersion(repository, { file: "t.csv", revision: "HEAD~1" }, { force: true })),
  ).rejects.toMatchObject({ code: "repository.version-not-here" })
  expect(readFileSync(join(root, "t.csv"), "utf8")).toBe("x\n1\n2\n")
})

test("a file that a folder did not have yet is no version of it, and cannot be brought back", async () => {
  const root = await history()
  expect((await fileVersions(root, "d/new")).map(({ message }) => message)).toEqual(["more rows"])
  await expect(
    change(root, (repository) => restoreVersion(repository, { file: "d/new", revision: "HEAD~1" })),
  ).rejects.toMatchObject({ code: "repository.version-absent" })
})

test("an older version comes back with its .dvc file, while HEAD stays", async () => {
  const root = await history()
  const head = git(root, "rev-parse", "HEAD")
  await change(root, (repository) => restoreVersion(repository, { file: "t.csv", revision: "HEAD~1" }))
  expect(readFileSync(join(root, "t.csv"), "utf8")).toBe("x\n1\n")
  expect(git(root, "show", "HEAD~1:t.csv.dvc")).toBe(readFileSync(join(root, "t.csv.dvc"), "utf8").trimEnd())
  expect(git(root, "rev-parse", "HEAD")).toBe(head)
  expect(await repositoryStatus(root)).toEqual({})
})

test("of a tracked folder one file comes back alone, and the others stay as they are", async () => {
  const root = await history()
  await change(root, (repository) => restoreVersion(repository, { file: "d/x", revision: "HEAD~1" }))
  expect(readFileSync(join(root, "d/x"), "utf8")).toBe("1")
  expect(readFileSync(join(root, "d/new"), "utf8")).toBe("new")
  expect(await repositoryStatus(root)).toEqual({})
})

test("changed data that no cache has is not overwritten", async () => {
  const root = await history()
  writeFileSync(join(root, "t.csv"), "mine")
  await expect(
    change(root, (repository) => restoreVersion(repository, { file: "t.csv", revision: "HEAD~1" })),
  ).rejects.toMatchObject({ code: "version.unsaved-data" })
  expect(readFileSync(join(root, "t.csv"), "utf8")).toBe("mine")
})

async function history(): Promise<string> {
  const [root] = await repositories("work")
  await commitData(root, { "t.csv": "x\n1\n", "d/x": "1", "d/same": "same" }, "first")
  await commitData(root, { "t.csv": "x\n1\n2\n", "d/x": "2", "d/new": "new" }, "more rows")
  return root
}
