import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test, vi } from "vitest"
import { ensureGit, gitCommitOf, gitVersion } from "../index.ts"

test("a folder without git gets a repository, and keeps it", async () => {
  const root = folder()
  expect(await ensureGit(root)).toEqual({ top: root, made: true })
  expect(await ensureGit(root)).toEqual({ top: root, made: false })
})

test("a folder inside a repository is adopted", async () => {
  const root = folder()
  await ensureGit(root)
  mkdirSync(join(root, "inner"))
  expect(await ensureGit(join(root, "inner"))).toEqual({ top: root, made: false })
})

test("there is no commit outside a repository nor before the first commit", async () => {
  const root = folder()
  expect(await gitCommitOf(root)).toBeUndefined()
  await ensureGit(root)
  expect(await gitCommitOf(root)).toBeUndefined()
})

test("the commit says whether files differ from it", async () => {
  const root = folder()
  await ensureGit(root)
  writeFileSync(join(root, "a"), "1")
  commitAll(root)
  expect(await gitCommitOf(root)).toEqual({
    commit: expect.stringMatching(/^[0-9a-f]{40}$/),
    branch: "main",
    dirty: false,
  })
  writeFileSync(join(root, "a"), "2")
  expect(await gitCommitOf(root)).toMatchObject({ dirty: true })
})

test("a machine without git gets an error that says so, and no commit", async () => {
  vi.stubEnv("PATH", "/nowhere")
  onTestFinished(() => void vi.unstubAllEnvs())
  await expect(ensureGit(folder())).rejects.toMatchObject({ code: "version.git-missing", blame: "environment" })
  await expect(gitVersion(folder())).rejects.toMatchObject({ code: "version.git-missing" })
  expect(await gitCommitOf(folder())).toBeUndefined()
})

test("a repository is not made to run a program it names", async () => {
  const root = folder()
  await ensureGit(root)
  writeFileSync(join(root, "a"), "1")
  commitAll(root)
  writeFileSync(join(root, "monitor"), `#!/bin/sh\ntouch ${root}/was-run\n`, { mode: 0o755 })
  execFileSync("git", ["config", "core.fsmonitor", join(root, "monitor")], { cwd: root })
  await gitCommitOf(root)
  expect(existsSync(join(root, "was-run"))).toBe(false)
})

function folder(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "version-")))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

function commitAll(root: string): void {
  execFileSync("git", ["add", "-A"], { cwd: root })
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"], { cwd: root })
}
