import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { initDvc } from "../version/index.ts"
import { getArtifact } from "./get-artifact.ts"

test("a version of an artifact is copied from where dvc.yaml of its commit says it lies", async () => {
  const { root, here } = await releases()
  const take = (wanted: { readonly version?: string; readonly stage?: string }, out: string) =>
    getArtifact({ url: root, name: "sub:model", ...wanted }, { folder: here, out })
  expect(await take({}, "newest")).toMatchObject({ version: "v1.10.0" })
  expect(readFileSync(join(here, "newest"), "utf8")).toBe("second")
  expect(await take({ stage: "prod" }, "staged")).toMatchObject({ version: "v1.9.0" })
  expect(readFileSync(join(here, "staged"), "utf8")).toBe("first")
  expect(await take({ version: "1.9.0" }, "old")).toMatchObject({ version: "v1.9.0" })
  await expect(take({ stage: "dev" }, "none")).rejects.toMatchObject({
    code: "project.artifact-version-unknown",
    detail: { versions: expect.arrayContaining(["v1.9.0", "v1.10.0"]), stages: ["prod"] },
  })
  await expect(getArtifact({ url: root, name: "model" }, { folder: here })).rejects.toMatchObject({
    code: "project.artifact-unknown",
    detail: { nearest: "sub:model" },
  })
})

async function releases() {
  const folder = mkdtempSync(join(tmpdir(), "artifacts-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [root, here] = [join(folder, "source"), join(folder, "here")]
  mkdirSync(join(root, "sub"), { recursive: true })
  mkdirSync(here)
  await initDvc(root)
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
  git("init", "--quiet", "--initial-branch=main")
  git("config", "user.email", "a@b.c")
  git("config", "user.name", "a")
  const release = (version: string, path: string, text: string): void => {
    writeFileSync(join(root, "sub", path), text)
    writeFileSync(join(root, "sub/dvc.yaml"), `artifacts:\n  model: {path: ${path}}\n`)
    git("add", "--all")
    git("commit", "--quiet", "--message", version)
    git("tag", "--annotate", `sub=model@${version}`, "--message", version)
  }
  release("v1.9.0", "first.bin", "first")
  git("tag", "--annotate", "sub=model#prod#1", "--message", "prod")
  release("v1.10.0", "second.bin", "second")
  return { root, here }
}
