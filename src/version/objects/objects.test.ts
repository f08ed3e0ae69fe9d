import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { markOf } from "../../store/index.ts"
import {
  addToCache,
  cacheHolds,
  checkoutFromCache,
  hashPath,
  initDvc,
  openWorkspace,
  type Workspace,
} from "../index.ts"

test("a file that was stored comes back as it was, writable", async () => {
  const workspace = await project({ "a.txt": "hello" })
  const snapshot = await addToCache(workspace, join(workspace.root, "a.txt"))
  await checkoutFromCache(workspace, snapshot, join(workspace.root, "b.txt"))
  expect(readFileSync(join(workspace.root, "b.txt"), "utf8")).toBe("hello")
  expect(statSync(join(workspace.root, "b.txt")).mode & 0o777).toBe(0o644)
})

test("the executable bit of a file comes back", async () => {
  const workspace = await project({ "run.sh": "echo" })
  chmodSync(join(workspace.root, "run.sh"), 0o755)
  const snapshot = await addToCache(workspace, join(workspace.root, "run.sh"))
  await checkoutFromCache(workspace, snapshot, join(workspace.root, "again.sh"))
  expect(snapshot.isExec).toBe(true)
  expect(statSync(join(workspace.root, "again.sh")).mode & 0o777).toBe(0o755)
})

test("a folder that was stored takes the place of another folder or file", async () => {
  const workspace = await project({ "d/x": "1", "d/sub/y": "2", "other/z": "3", file: "4" })
  const snapshot = await addToCache(workspace, join(workspace.root, "d"))
  for (const target of ["other", "file", "new"]) {
    await checkoutFromCache(workspace, snapshot, join(workspace.root, target))
    expect(await hashPath(join(workspace.root, target))).toEqual(snapshot)
  }
})

test("objects are stored once, have mode 0444 and leave no temporary file", async () => {
  const workspace = await project({ a: "same", b: "same" })
  await addToCache(workspace, join(workspace.root, "a"))
  await addToCache(workspace, join(workspace.root, "b"))
  const folder = join(workspace.cacheFolder, "files/md5")
  expect(readdirSync(folder)).toEqual(["51"])
  expect(statSync(join(folder, "51/037a4a37730f52c8732586d3aaa316")).mode & 0o777).toBe(0o444)
})

test("an object of another mode is hashed again, and removed when it is not what its name says", async () => {
  const workspace = await project({ a: "good" })
  const snapshot = await addToCache(workspace, join(workspace.root, "a"))
  const object = objectOf(workspace, snapshot.md5)
  chmodSync(object, 0o644)
  expect(await cacheHolds(workspace, snapshot)).toBe(true)
  expect(statSync(object).mode & 0o777).toBe(0o444)
  chmodSync(object, 0o644)
  writeFileSync(object, "bad")
  expect(await cacheHolds(workspace, snapshot)).toBe(false)
  expect(existsSync(object)).toBe(false)
})

test("a cut object is refused, and what was there stays", async () => {
  const workspace = await project({ a: "good", b: "before" })
  const snapshot = await addToCache(workspace, join(workspace.root, "a"))
  chmodSync(objectOf(workspace, snapshot.md5), 0o644)
  writeFileSync(objectOf(workspace, snapshot.md5), "g")
  chmodSync(objectOf(workspace, snapshot.md5), 0o444)
  await expect(checkoutFromCache(workspace, snapshot, join(workspace.root, "b"))).rejects.toMatchObject({
    code: "version.object-corrupt",
  })
  expect(readFileSync(join(workspace.root, "b"), "utf8")).toBe("before")
})

test("a folder whose cache lost a file is refused whole", async () => {
  const workspace = await project({ "d/x": "1", "d/y": "2" })
  const snapshot = await addToCache(workspace, join(workspace.root, "d"))
  rmSync(objectOf(workspace, "c81e728d9d4c2f636f067f89cc14862c"))
  expect(await cacheHolds(workspace, snapshot)).toBe(false)
  await expect(checkoutFromCache(workspace, snapshot, join(workspace.root, "e"))).rejects.toMatchObject({
    code: "version.object-missing",
  })
  expect(existsSync(join(workspace.root, "e"))).toBe(false)
})

test("links are followed, and a link to a folder around it is refused", async () => {
  const workspace = await project({ "d/x": "1", target: "2" })
  symlinkSync("../target", join(workspace.root, "d/link"))
  expect((await hashPath(join(workspace.root, "d"))).nfiles).toBe(2)
  symlinkSync("..", join(workspace.root, "d/loop"))
  await expect(hashPath(join(workspace.root, "d"))).rejects.toMatchObject({ code: "version.link-loop" })
})

test("a file rewritten with the same size and time is seen, because its change time moved", async () => {
  const workspace = await project({ a: "one" })
  const path = join(workspace.root, "a")
  const time = new Date("2020-01-01")
  utimesSync(path, time, time)
  const before = await hashPath(path, workspace)
  writeFileSync(path, "two")
  utimesSync(path, time, time)
  expect(await hashPath(path, workspace)).not.toEqual(before)
})

test("a file rewritten right after it was hashed is seen, however fast", async () => {
  const workspace = await project({ a: "0" })
  const path = join(workspace.root, "a")
  for (let round = 0; round < 30; round++) {
    writeFileSync(path, String(round % 10))
    const first = await hashPath(path, workspace)
    writeFileSync(path, String((round + 1) % 10))
    expect(await hashPath(path, workspace)).not.toEqual(first)
  }
})

test("what was hashed is remembered on disk", async () => {
  const workspace = await project({ a: "one" })
  await hashPath(join(workspace.root, "a"), workspace)
  await workspace.hashes.save()
  const again = await openWorkspace(workspace.root)
  const mark = markOf(statSync(join(workspace.root, "a")))
  expect(again.hashes.find(join(workspace.root, "a"), mark)).toBe("f97c5d29941bfb1b2fdab0874906ab82")
})

test("a hash cache that cannot be read counts as empty", async () => {
  const workspace = await project({ ".dvc/tmp/mlwright-hashes.bin": "mlwright-hashes-2 3\nabc", a: "one" })
  expect((await hashPath(join(workspace.root, "a"), workspace)).md5).toBe("f97c5d29941bfb1b2fdab0874906ab82")
})

test("a cache folder named by the settings of DVC is used", async () => {
  const workspace = await project({ a: "one", ".dvc/config": "[cache]\n    dir = ../elsewhere  # moved\n" })
  await addToCache(workspace, join(workspace.root, "a"))
  expect(existsSync(join(workspace.root, "elsewhere/files/md5/f9/7c5d29941bfb1b2fdab0874906ab82"))).toBe(true)
})

async function project(files: Readonly<Record<string, string>>): Promise<Workspace> {
  const root = mkdtempSync(join(tmpdir(), "version-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  await initDvc(root)
  return openWorkspace(root)
}

function objectOf(workspace: Workspace, md5: string): string {
  return join(workspace.cacheFolder, "files/md5", md5.slice(0, 2), md5.slice(2))
}
