import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, onTestFinished, test } from "vitest"
import { runSequence, type Tool } from "./data-cross.ts"

const dvc = process.env["MLWRIGHT_TEST_DVC"]
if (dvc === undefined)
  console.warn("SKIPPED: set MLWRIGHT_TEST_DVC to the path of dvc 3 to compare data verbs with DVC's")

const built = fileURLToPath(new URL("../../dist/mlwright.js", import.meta.url))
const first = Number(process.env["MLWRIGHT_TEST_SEED"] ?? Date.now() % 1_000_000)

describe.skipIf(dvc === undefined)(`random work on data, seeds from ${first}`, () => {
  test.each([first, first + 1, first + 2])(
    "mlwright and DVC leave the same files, objects and words (seed %i)",
    async (seed) => {
      const folder = mkdtempSync(join(tmpdir(), "cross-"))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const theirs = toolOf(dvc ?? "", [])
      const git = toolOf("git", ["-c", "user.name=t", "-c", "user.email=t@example.org"])
      for (const name of ["ours", "theirs"]) {
        const root = join(folder, name)
        mkdirSync(root)
        await git(root, ["init", "-q"])
        expect((await theirs(root, ["init", "-q"])).code).toBe(0)
        writeFileSync(join(root, ".dvc/config"), `[core]\n    remote = s\n['remote "s"']\n    url = ../store\n`)
        await git(root, ["add", "-A"])
        await git(root, ["commit", "-qm", "one"])
      }
      await runSequence(seed, 8, { folder, ours: toolOf(process.execPath, [built]), theirs, git })
    },
  )
})

function toolOf(program: string, before: readonly string[]): Tool {
  return (cwd, args) =>
    new Promise((resolve) => {
      execFile(program, [...before, ...args], { cwd }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), out: error === null ? stdout : `${stdout}${stderr}` }),
      )
    })
}
