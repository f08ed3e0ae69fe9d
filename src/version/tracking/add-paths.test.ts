import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { addPaths, initDvc, openWorkspace } from "../index.ts"

test("what git tracks is named as the caller named it, so that the hint takes it out of git", async () => {
  const { root, add } = await repository()
  mkdirSync(join(root, "sub/d"), { recursive: true })
  writeFileSync(join(root, "sub/d/1"), "1")
  execFileSync("git", ["add", "sub"], { cwd: root })
  await expect(add("sub/d", join(root, "sub"))).rejects.toMatchObject({
    code: "version.tracked-by-git",
    hint: 'Take it out of git with git rm -r --cached "d"',
  })
})

test("a name with signs of a pattern is the name of one file, not of those in git that match it", async () => {
  const { root, add } = await repository()
  writeFileSync(join(root, "a1.csv"), "1")
  execFileSync("git", ["add", "a1.csv"], { cwd: root })
  writeFileSync(join(root, "a[1].csv"), "2")
  writeFileSync(join(root, "*.csv"), "3")
  await add("a[1].csv")
  await add("*.csv")
})

test("neither the repository nor what lies behind a link to a folder is tracked", async () => {
  const { root, add } = await repository()
  for (const path of [".", ".."])
    await expect(add(path)).rejects.toMatchObject({ code: "version.path-holds-repository" })
  await expect(add("../other")).rejects.toMatchObject({ code: "version.path-outside" })
  mkdirSync(join(root, "real"))
  writeFileSync(join(root, "real/1"), "1")
  symlinkSync("real", join(root, "link"))
  for (const path of ["link", "link/1"]) await expect(add(path)).rejects.toMatchObject({ code: "version.path-in-link" })
  symlinkSync("real/1", join(root, "file-link"))
  await add("file-link")
})

async function repository() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "add-")))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  execFileSync("git", ["init", "-q"], { cwd: root })
  await initDvc(root)
  const add = async (path: string, folder = root) =>
    addPaths(await openWorkspace(root), { paths: [join(root, path)], tracked: [], folder })
  return { root, add }
}
