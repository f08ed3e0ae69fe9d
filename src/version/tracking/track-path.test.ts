import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { ignoreInGit, initDvc, openWorkspace, readPointer, trackPath, writePointer } from "../index.ts"

test("data that changed updates its .dvc file in place", async () => {
  const root = await project()
  writeFileSync(join(root, "x.csv"), "1")
  await trackPath(await openWorkspace(root), join(root, "x.csv"))
  const text = readFileSync(join(root, "x.csv.dvc"), "utf8")
  writeFileSync(join(root, "x.csv.dvc"), `# from the city\n${text}meta:\n  owner: ann\n`)
  writeFileSync(join(root, "x.csv"), "12")
  await trackPath(await openWorkspace(root), join(root, "x.csv"))
  expect(readFileSync(join(root, "x.csv.dvc"), "utf8")).toBe(
    "# from the city\nouts:\n- md5: c20ad4d76fe97759aa27a0c99bff6710\n  size: 2\n  hash: md5\n  path: x.csv\nmeta:\n  owner: ann\n",
  )
})

test("tracking the same data again writes nothing", async () => {
  const root = await project()
  writeFileSync(join(root, "x.csv"), "1")
  await trackPath(await openWorkspace(root), join(root, "x.csv"))
  const before = statSync(join(root, "x.csv.dvc"), { bigint: true }).ctimeNs
  await trackPath(await openWorkspace(root), join(root, "x.csv"))
  expect(statSync(join(root, "x.csv.dvc"), { bigint: true }).ctimeNs).toBe(before)
})

test("a folder that takes the place of a file gets its count of files, and loses it again", async () => {
  const root = await project()
  const path = join(root, "x")
  writeFileSync(path, "1")
  await trackPath(await openWorkspace(root), path)
  rmSync(path)
  mkdirSync(path)
  writeFileSync(join(path, "y"), "1")
  await trackPath(await openWorkspace(root), path)
  expect((await readPointer(`${path}.dvc`)).outs[0]?.snapshot).toMatchObject({ isDir: true, nfiles: 1, size: 1 })
  await writePointer(path, { md5: "c4ca4238a0b923820dcc509a6f75849b", size: 1, isDir: false })
  expect(readFileSync(`${path}.dvc`, "utf8")).not.toContain("nfiles")
})

test("a legacy entry that changes says its hash at its end, as DVC does", async () => {
  const root = await project()
  writeFileSync(join(root, "x.csv.dvc"), "outs:\n- md5: c4ca4238a0b923820dcc509a6f75849b\n  size: 1\n  path: x.csv\n")
  expect((await readPointer(join(root, "x.csv.dvc"))).outs[0]?.legacy).toBe(true)
  await writePointer(join(root, "x.csv"), { md5: "c20ad4d76fe97759aa27a0c99bff6710", size: 2, isDir: false })
  expect(readFileSync(join(root, "x.csv.dvc"), "utf8")).toBe(
    "outs:\n- md5: c20ad4d76fe97759aa27a0c99bff6710\n  size: 2\n  path: x.csv\n  hash: md5\n",
  )
})

test("tracking what is not there is refused", async () => {
  const root = await project()
  await expect(trackPath(await openWorkspace(root), join(root, "no.csv"))).rejects.toMatchObject({
    code: "version.path-missing",
  })
})

test.each([
  ["outs: [", "version.pointer-invalid"],
  ["outs: 1", "version.pointer-invalid"],
  ["outs:\n- md5: zz\n  path: x\n", "version.pointer-invalid"],
  ["outs:\n<<<<<<< ours\n- md5: a\n=======\n", "version.pointer-conflict"],
])("the .dvc file %j is refused", async (text, code) => {
  const root = await project()
  writeFileSync(join(root, "x.dvc"), text)
  await expect(readPointer(join(root, "x.dvc"))).rejects.toMatchObject({ code })
})

test("work in a folder without .dvc is refused", async () => {
  await expect(openWorkspace(join(tmpdir(), "no-such-project"))).rejects.toMatchObject({
    code: "version.not-a-repository",
  })
})

test("a line of .gitignore is added once and escaped", async () => {
  const root = await project()
  writeFileSync(join(root, ".gitignore"), "# mine")
  expect(await ignoreInGit(join(root, "data[2].csv"))).toBe(true)
  expect(await ignoreInGit(join(root, "data[2].csv"))).toBe(false)
  expect(readFileSync(join(root, ".gitignore"), "utf8")).toBe("# mine\n/data\\[2\\].csv\n")
})

async function project(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "version-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  await initDvc(root)
  return root
}
