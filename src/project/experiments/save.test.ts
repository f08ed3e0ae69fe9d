import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { hashBytes } from "../../base/index.ts"
import { objectPath, openWorkspace } from "../../version/index.ts"
import { saveAsExperiment } from "./save.ts"

test("a workspace that is saved is kept with what stages made by hand, and without what is not there", async () => {
  const root = mkdtempSync(join(tmpdir(), "mlwright-save-"))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const git = (...args: readonly string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8" })
  git("init", "--quiet")
  git("config", "user.email", "ann@example.org")
  git("config", "user.name", "Ann")
  mkdirSync(join(root, ".dvc"))
  writeFileSync(join(root, ".dvc/config"), "")
  writeFileSync(join(root, ".gitignore"), "/.dvc/cache\n/.dvc/tmp\n/.mlwright\n")
  const stages = "made: {cmd: 'false', deps: [in], outs: [out]}, unmade: {cmd: 'false', deps: [in], outs: [none]}"
  writeFileSync(join(root, "dvc.yaml"), `stages: {${stages}}\n`)
  writeFileSync(join(root, "in"), "1")
  git("add", "--all")
  git("commit", "--quiet", "--message", "first")
  writeFileSync(join(root, "out"), "by hand")

  const { commit } = await saveAsExperiment(root, { name: "hand", force: false })
  const md5 = hashBytes("md5", "by hand")
  expect(git("show", `${commit}:dvc.lock`)).toContain(`md5: ${md5}`)
  expect(git("show", `${commit}:dvc.lock`)).not.toContain("unmade")
  expect(readFileSync(objectPath(await openWorkspace(root), { md5 }), "utf8")).toBe("by hand")
})
