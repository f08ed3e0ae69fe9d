import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { dropFromReflog, pushOnReflog, reflogOf } from "../version/index.ts"
import { inQueue } from "./in-queue.ts"

test("of those who take their own entries out at once, none takes out another's", async () => {
  const root = mkdtempSync(join(tmpdir(), "queue-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], {
      cwd: root,
      encoding: "utf8",
    })
  git("init", "--quiet")
  const commits = ["a", "b", "c", "d", "e"].map((text) => {
    writeFileSync(join(root, "file"), text)
    git("add", "file")
    git("commit", "--quiet", "--message", text)
    return git("rev-parse", "HEAD").trim()
  })
  const name = "refs/exps/stash"
  for (const commit of commits) await pushOnReflog(root, name, { commit, message: "waits" })
  const [first, second, kept, ...others] = commits
  const done = [first, second, ...others].map((commit) => inQueue(root, () => dropFromReflog(root, name, commit!)))
  await Promise.all(done)
  expect((await reflogOf(root, name)).map(({ commit }) => commit)).toEqual([kept])
})
