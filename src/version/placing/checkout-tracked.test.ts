import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { hashBytes } from "../../base/index.ts"
import { addPaths, checkoutTracked, openWorkspace, type Workspace } from "../index.ts"
import { contents, everything, repository, write } from "../workspace.test-support.ts"

test("only what differs is written again", async () => {
  const workspace = await tracked({ "d/x": "1", "d/y": "2", "d/sub/z": "3" })
  const before = statSync(join(workspace.root, "d/x")).ino
  write(workspace.root, { "d/y": "3" })
  rmSync(join(workspace.root, "d/sub"), { recursive: true })
  const done = await checkoutTracked(workspace, await everything(workspace), { force: true })
  expect(done).toMatchObject({ modified: ["d/"], stats: { added: 1, modified: 1, deleted: 0 } })
  expect(statSync(join(workspace.root, "d/x")).ino).toBe(before)
  expect(contents(join(workspace.root, "d"))).toEqual({ x: "1", y: "2", "sub/z": "3" })
})

test("data that is in no cache is not replaced unless it is forced", async () => {
  const workspace = await tracked({ "d/x": "1" })
  write(workspace.root, { "d/x": "mine", "d/new": "mine too" })
  await expect(checkoutTracked(workspace, await everything(workspace))).rejects.toMatchObject({
    code: "version.unsaved-data",
    detail: { paths: [join(workspace.root, "d/new"), join(workspace.root, "d/x")] },
  })
  expect(contents(join(workspace.root, "d"))).toEqual({ x: "mine", new: "mine too" })
  await checkoutTracked(workspace, await everything(workspace), { force: true })
  expect(contents(join(workspace.root, "d"))).toEqual({ x: "1" })
})

test("files that .dvcignore leaves out are neither tracked nor removed", async () => {
  const workspace = await tracked({ ".dvcignore": "*.tmp\n!keep.tmp\n", "d/x": "1", "d/a.tmp": "2", "d/keep.tmp": "3" })
  rmSync(join(workspace.root, "d/x"))
  await checkoutTracked(workspace, await everything(workspace), { force: true })
  expect(contents(join(workspace.root, "d"))).toEqual({ x: "1", "a.tmp": "2", "keep.tmp": "3" })
  expect((await everything(workspace))[0]?.tracked.snapshot?.nfiles).toBe(2)
})

test.each(["hardlink", "symlink"])("with cache.type %s files are links to objects, read-only", async (type) => {
  const { root } = await repository({ ".dvc/config": `[cache]\n    type = ${type}\n`, "d/x": "1", "d/empty": "" })
  const workspace = await openWorkspace(root)
  await addPaths(workspace, { paths: [join(root, "d")], tracked: [] })
  const object = join(workspace.cacheFolder, "files/md5/c4/ca4238a0b923820dcc509a6f75849b")
  const file = join(root, "d/x")
  if (type === "symlink") expect(readlinkSync(file)).toBe(object)
  else expect(statSync(file).ino).toBe(statSync(object).ino)
  expect(statSync(file).mode & 0o777).toBe(0o444)
  if (type === "hardlink") expect(statSync(join(root, "d/empty")).nlink).toBe(1)
  rmSync(join(root, "d"), { recursive: true })
  await checkoutTracked(workspace, await everything(workspace))
  expect(contents(join(root, "d"))).toEqual({ x: "1", empty: "" })
  expect(lstatSync(file).isSymbolicLink()).toBe(type === "symlink")
})

test("what can be brought back is, before the rest is told of", async () => {
  const workspace = await tracked({ a: "1", b: "2" })
  rmSync(join(workspace.cacheFolder, "files/md5/c4"), { recursive: true })
  for (const name of ["a", "b"]) rmSync(join(workspace.root, name))
  const chosen = await everything(workspace)
  await expect(checkoutTracked(workspace, chosen)).rejects.toMatchObject({
    code: "version.checkout-incomplete",
    detail: { paths: ["a"] },
  })
  expect(readFileSync(join(workspace.root, "b"), "utf8")).toBe("2")
  expect((await checkoutTracked(workspace, chosen, { allowMissing: true })).failed).toEqual(["a"])
})

test.each([
  ["a path out of the folder", `[{"md5": "c4ca4238a0b923820dcc509a6f75849b", "relpath": "../../evil"}]`],
  ["an absolute path", `[{"md5": "c4ca4238a0b923820dcc509a6f75849b", "relpath": "/tmp/evil"}]`],
  ["a cut text", `[{"md5": "c4ca4238a0b923820dcc509a6f7`],
])("a manifest with %s is refused and nothing is written", async (_what, text) => {
  const workspace = await tracked({ "d/x": "1" })
  const md5 = `${hashBytes("md5", text)}.dir`
  write(workspace.root, {
    [`.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`]: text,
    "d.dvc": `outs:\n- md5: ${md5}\n  hash: md5\n  path: d\n`,
  })
  const before = contents(join(workspace.root, "d"))
  await expect(checkoutTracked(workspace, await everything(workspace), { force: true })).rejects.toMatchObject({
    code: "version.object-corrupt",
  })
  expect(contents(join(workspace.root, "d"))).toEqual(before)
  expect(existsSync(join(workspace.root, "../evil"))).toBe(false)
})

test("names with line breaks, quotes and emoji come back as they were", async () => {
  const files = { "d/line\nbreak": "1", 'd/"quoted"': "2", "d/\u{1f600}": "3", "d/ space ": "4" }
  const workspace = await tracked(files)
  rmSync(join(workspace.root, "d"), { recursive: true })
  await checkoutTracked(workspace, await everything(workspace))
  expect(contents(join(workspace.root, "d"))).toEqual(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path.slice(2), text])),
  )
})

test("a name that is not UTF-8 is refused by its folder", async () => {
  const workspace = await repository({ "d/x": "1" })
  writeFileSync(Buffer.concat([Buffer.from(join(workspace.root, "d/")), Buffer.from([0x66, 0xff])]), "2")
  await expect(addPaths(workspace, { paths: [join(workspace.root, "d")], tracked: [] })).rejects.toMatchObject({
    code: "version.name-not-text",
  })
})

test.each([
  ["d/x", "version.paths-overlap", "stage"],
  ["", "version.path-holds-repository", ""],
  ["nothing", "version.path-missing", ""],
])("tracking %j is refused with %s", async (path, code, stage) => {
  const workspace = await repository({ "d/x": "1" })
  const tracked = [
    {
      path: "d",
      file: join(workspace.root, "d"),
      owner: join(workspace.root, "dvc.yaml"),
      stage,
      cache: true,
      push: true,
    },
  ]
  await expect(
    addPaths(workspace, { paths: [join(workspace.root, path)], tracked: stage === "" ? [] : tracked }),
  ).rejects.toMatchObject({ code })
})

test("a file inside a tracked folder is taken into it, the rest stays as it was kept", async () => {
  const workspace = await tracked({ "d/x": "1", "d/y": "2" })
  write(workspace.root, { "d/new": "3", "d/x": "not kept" })
  const all = (await everything(workspace)).map((one) => one.tracked)
  await addPaths(workspace, { paths: [join(workspace.root, "d/new")], tracked: all })
  await checkoutTracked(workspace, await everything(workspace), { force: true })
  expect(contents(join(workspace.root, "d"))).toEqual({ x: "1", y: "2", new: "3" })
})

test("data of DVC 2 is checked out from its own place and stays as it is while it does not change", async () => {
  const { root } = await repository({
    ".dvc/cache/76/4efa883dda1e11db47671c4a3bbd9e": "hi\n",
    "a.txt.dvc": "outs:\n- md5: 764efa883dda1e11db47671c4a3bbd9e\n  size: 3\n  path: a.txt\n",
  })
  const workspace = await openWorkspace(root)
  await checkoutTracked(workspace, await everything(workspace))
  expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("hi\n")
  const text = readFileSync(join(root, "a.txt.dvc"), "utf8")
  write(root, { "a.txt": "hi\r\n" })
  await addPaths(workspace, { paths: [join(root, "a.txt")], tracked: [] })
  expect(readFileSync(join(root, "a.txt.dvc"), "utf8"), "line ends do not count").toBe(text)
  write(root, { "a.txt": "ho\n" })
  await addPaths(workspace, { paths: [join(root, "a.txt")], tracked: [] })
  expect(readFileSync(join(root, "a.txt.dvc"), "utf8")).toContain("hash: md5")
})

test("a link into itself is refused", async () => {
  const workspace = await repository({ "d/x": "1" })
  symlinkSync("loop", join(workspace.root, "d/loop"))
  await expect(addPaths(workspace, { paths: [join(workspace.root, "d")], tracked: [] })).rejects.toMatchObject({
    code: "version.link-loop",
  })
})

test("a folder in place of a tracked file gives way, and the other way round", async () => {
  const workspace = await tracked({ a: "1", "d/x": "2" })
  rmSync(join(workspace.root, "a"))
  mkdirSync(join(workspace.root, "a"))
  rmSync(join(workspace.root, "d"), { recursive: true })
  write(workspace.root, { d: "now a file" })
  await checkoutTracked(workspace, await everything(workspace), { force: true })
  expect(readFileSync(join(workspace.root, "a"), "utf8")).toBe("1")
  expect(contents(join(workspace.root, "d"))).toEqual({ x: "2" })
})

test("many files go through threads and come out the same", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 2_500 }, (_, index) => [`d/${index % 20}/${index}`, `${index % 700}`]),
  )
  const workspace = await tracked(files)
  rmSync(join(workspace.root, "d"), { recursive: true })
  const done = await checkoutTracked(workspace, await everything(workspace))
  expect(done.stats.added).toBe(2_500)
  expect(Object.keys(contents(join(workspace.root, "d")))).toHaveLength(2_500)
  chmodSync(join(workspace.root, "d/0/0"), 0o644)
  expect(readFileSync(join(workspace.root, "d/1/2461"), "utf8")).toBe("361")
})

async function tracked(files: Readonly<Record<string, string>>): Promise<Workspace> {
  const { root } = await repository(files)
  const workspace = await openWorkspace(root)
  const tops = [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? path))].filter(
    (top) => !top.startsWith("."),
  )
  await addPaths(workspace, { paths: tops.map((top) => join(root, top)), tracked: [] })
  return workspace
}
