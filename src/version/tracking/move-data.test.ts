import { chmodSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { addPaths, fetchTracked, openWorkspace, pullTracked, pushTracked, type Workspace } from "../index.ts"
import { contents, everything, remoteFolder, repository, write } from "../workspace.test-support.ts"

test("what was pushed comes back after cache and workspace are gone", async () => {
  const workspace = await tracked({ "a.txt": "one", "d/x": "1", "d/sub/y": "2" })
  expect(await pushTracked(workspace, { chosen: await everything(workspace) })).toEqual({ objects: 4, missing: [] })
  expect(await pushTracked(workspace, { chosen: await everything(workspace) })).toEqual({ objects: 0, missing: [] })
  for (const path of [".dvc/cache", "a.txt", "d"]) rmSync(join(workspace.root, path), { recursive: true })
  const chosen = await everything(workspace)
  const pulled = await pullTracked(workspace, { chosen, here: chosen })
  expect(pulled).toMatchObject({ objects: 4, added: ["a.txt", "d/"], stats: { added: 3, modified: 0, deleted: 0 } })
  expect(contents(join(workspace.root, "d"))).toEqual({ x: "1", "sub/y": "2" })
})

test("a part of a folder is fetched without the rest", async () => {
  const workspace = await tracked({ "d/x": "1", "d/sub/y": "2" })
  await pushTracked(workspace, { chosen: await everything(workspace) })
  for (const path of [".dvc/cache", "d"]) rmSync(join(workspace.root, path), { recursive: true })
  const chosen = (await everything(workspace)).map((one) => ({ ...one, below: "sub" }))
  await pullTracked(workspace, { chosen, here: chosen })
  expect(contents(join(workspace.root, "d"))).toEqual({ "sub/y": "2" })
})

test("a remote that lost a file of a folder is believed, and healed when asked to verify", async () => {
  const workspace = await tracked({ "d/x": "1", "d/y": "2" })
  const chosen = await everything(workspace)
  await pushTracked(workspace, { chosen })
  const lost = join(remoteFolder(workspace), "files/md5/c4/ca4238a0b923820dcc509a6f75849b")
  rmSync(lost)
  expect((await pushTracked(workspace, { chosen })).objects).toBe(0)
  expect((await pushTracked(workspace, { chosen }, { verify: true })).objects).toBe(1)
  expect(existsSync(lost)).toBe(true)
})

test("when a file of a folder cannot be sent its manifest is not, and the next push goes on", async () => {
  const workspace = await tracked({ "d/x": "1", "d/y": "2" })
  const chosen = await everything(workspace)
  const object = join(workspace.cacheFolder, "files/md5/c4/ca4238a0b923820dcc509a6f75849b")
  rmSync(object)
  await expect(pushTracked(workspace, { chosen })).rejects.toMatchObject({ code: "version.push-incomplete" })
  const sent = Object.keys(contents(remoteFolder(workspace)))
  expect(sent).toEqual(["files/md5/c8/1e728d9d4c2f636f067f89cc14862c"])
  writeFileSync(object, "1")
  await pushTracked(workspace, { chosen })
  expect(Object.keys(contents(remoteFolder(workspace)))).toHaveLength(3)
})

test("an object that is damaged on the remote is refused and not kept", async () => {
  const workspace = await tracked({ "a.txt": "one" })
  const chosen = await everything(workspace)
  await pushTracked(workspace, { chosen })
  const object = join(remoteFolder(workspace), "files/md5/f9/7c5d29941bfb1b2fdab0874906ab82")
  chmodSync(object, 0o644)
  writeFileSync(object, "two")
  rmSync(join(workspace.root, ".dvc/cache"), { recursive: true })
  await expect(fetchTracked(workspace, { chosen })).rejects.toMatchObject({ code: "version.transfer-failed" })
  expect(Object.keys(contents(workspace.cacheFolder))).toEqual([])
})

test("an object that is damaged in the cache is healed by a pull", async () => {
  const workspace = await tracked({ "d/x": "1", "d/y": "2" })
  const chosen = await everything(workspace)
  await pushTracked(workspace, { chosen })
  const object = join(workspace.cacheFolder, "files/md5/c4/ca4238a0b923820dcc509a6f75849b")
  chmodSync(object, 0o644)
  writeFileSync(object, "9")
  chmodSync(object, 0o444)
  rmSync(join(workspace.root, "d"), { recursive: true })
  await pullTracked(workspace, { chosen, here: chosen })
  expect(contents(join(workspace.root, "d"))).toEqual({ x: "1", y: "2" })
})

test("objects on a remote have mode 0444, and no temporary file is left", async () => {
  const files = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`d/${index}`, String(index)]))
  const workspace = await tracked(files)
  await pushTracked(workspace, { chosen: await everything(workspace) })
  const sent = Object.keys(contents(remoteFolder(workspace)))
  expect(sent).toHaveLength(61)
  for (const path of sent) expect(statSync(join(remoteFolder(workspace), path)).mode & 0o777).toBe(0o444)
  expect(readdirSync(remoteFolder(workspace))).toEqual(["files"])
})

test("a remote over http is read, and refuses to be written", async () => {
  const workspace = await tracked({ "d/x": "1", "d/y": "2" })
  await pushTracked(workspace, { chosen: await everything(workspace) })
  const stored = contents(remoteFolder(workspace))
  const server = createServer((request, answer) => {
    const text = stored[(request.url ?? "").slice(1)]
    answer.writeHead(text === undefined ? 404 : 200).end(request.method === "HEAD" ? undefined : text)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  write(workspace.root, { ".dvc/config": `[core]\n    remote = s\n['remote "s"']\n    url = ${url}\n` })
  rmSync(workspace.cacheFolder, { recursive: true })
  const again = await openWorkspace(workspace.root)
  const chosen = await everything(again)
  expect((await fetchTracked(again, { chosen })).objects).toBe(3)
  write(workspace.root, { "n.txt": "new" })
  await addPaths(again, { paths: [join(workspace.root, "n.txt")], tracked: [] })
  const all = await everything(again)
  await expect(pushTracked(again, { chosen: all })).rejects.toMatchObject({ code: "store.remote-read-only" })
})

test.each([
  ["[core]\n    remote = t\n['remote \"s\"']\n    url = ../x\n", "version.remote-unknown"],
  ["['remote \"s\"']\n    url = ../x\n", "version.remote-unset"],
  ["[core]\n    remote = s\n['remote \"s\"']\n    url = ftp://x/y\n", "store.remote-unsupported"],
])("settings %j name no usable remote", async (config, code) => {
  const { root } = await tracked({ a: "1" })
  write(root, { ".dvc/config": config })
  const workspace = await openWorkspace(root)
  await expect(pushTracked(workspace, { chosen: await everything(workspace) })).rejects.toMatchObject({ code })
})

/** A repository in which the top of every path is tracked. */
async function tracked(files: Readonly<Record<string, string>>): Promise<Workspace> {
  const workspace = await repository(files)
  const tops = [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? path))]
  await addPaths(workspace, { paths: tops.map((top) => join(workspace.root, top)), tracked: [] })
  return workspace
}
