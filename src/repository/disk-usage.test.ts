import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { destroyRepository, diskUsage, listAddress, openRepository, whatIsDestroyed } from "./index.ts"
import { change, commitData, git, repositories } from "./repository.test-support.ts"

const files = { "data/x/one": "1".repeat(30), "data/two": "2".repeat(50), "raw.csv": "3".repeat(7) }

test("tracked data counts also where it is not here, as a whole and inside of a folder", async () => {
  const [root] = await repositories("work")
  await commitData(root, files, "data")
  rmSync(join(root, "data"), { recursive: true })
  const { entries } = await diskUsage(root, { url: "." })
  expect(entries.filter(({ path }) => ["data", "raw.csv"].includes(path))).toEqual([
    { path: "data", isdir: true, bytes: 80 },
    { path: "raw.csv", isdir: false, bytes: 7 },
  ])
  expect(await diskUsage(root, { url: ".", path: "data" })).toEqual({
    path: "data",
    bytes: 80,
    entries: [
      { path: "data/two", isdir: false, bytes: 50 },
      { path: "data/x", isdir: true, bytes: 30 },
    ],
  })
  expect(await diskUsage(root, { url: ".", path: "data/x/one" })).toEqual({
    path: "data/x/one",
    bytes: 30,
    entries: [],
  })
  expect((await diskUsage(root, { url: ".", path: "data", rev: "HEAD" })).bytes).toBe(80)
  await expect(diskUsage(root, { url: ".", path: "none" })).rejects.toMatchObject({
    code: "repository.source-path-missing",
  })
})

test("a folder outside of any repository is listed level by level, and an empty address is refused", async () => {
  const [root] = await repositories("work")
  await commitData(root, files, "data")
  expect(await listAddress(root, "data", 1)).toEqual([
    { path: "two", isdir: false, size: 50 },
    { path: "x", isdir: true, size: null },
  ])
  expect((await listAddress(root, "data", 9)).map(({ path }) => path)).toEqual(["two", "x/one"])
  await expect(listAddress(root, "none", 1)).rejects.toMatchObject({ code: "repository.address-empty" })
  writeFileSync(join(root, ".dvc/config"), "[core\n")
  await expect(listAddress(root, "remote://s/x", 1)).rejects.toMatchObject({ code: "version.config-invalid" })
})

test("a repository that is destroyed keeps the data that lies there, which git sees again, and tells what is lost", async () => {
  const [root] = await repositories("work")
  await commitData(root, files, "data")
  rmSync(join(root, "raw.csv"))
  const told = whatIsDestroyed(await openRepository(root))
  expect(told).toEqual({ removed: ["data.dvc", "raw.csv.dvc", ".dvc", ".dvcignore"], lost: ["raw.csv"] })
  expect(await change(root, destroyRepository)).toEqual(told)
  expect(existsSync(join(root, ".dvc"))).toBe(false)
  expect(readFileSync(join(root, "data/two"), "utf8")).toBe(files["data/two"])
  expect(git(root, "status", "--short", "--untracked-files=all")).toContain("?? data/two")
})
