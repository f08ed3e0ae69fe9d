import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { pipelineOfTwins, runSequence, type Tool } from "./data-cross.ts"
import { command } from "./mlwright.ts"
import { forksOfDvc } from "./real-dvc.ts"

const dvc = process.env["MLWRIGHT_TEST_DVC"]
if (dvc === undefined)
  console.warn("SKIPPED: set MLWRIGHT_TEST_DVC to the path of dvc 3 to compare data verbs with DVC's")

// other ones each time are for `npm run test:cross`: a change is not to blame for what an unseen sequence finds
const first = Number(process.env["MLWRIGHT_TEST_SEED"] ?? 1)
const sequences = Number(process.env["MLWRIGHT_TEST_SEQUENCES"] ?? 4)
const atOnce = Math.min(sequences, Number(process.env["MLWRIGHT_TEST_JOBS"] ?? 1))

test.skipIf(dvc === undefined)(
  `${sequences} random sequences of work on data and stages: mlwright and DVC leave the same files, objects and words (seeds from ${first})`,
  async () => {
    const seeds = Array.from({ length: sequences }, (_, index) => first + index)
    const broken: string[] = []
    const work = async (): Promise<void> => {
      const theirs = forksOfDvc(dvc ?? "")
      onTestFinished(theirs.close)
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        await sequence(seed, theirs.run).catch((error: unknown) => broken.push(String(error)))
        if (seeds.length % 20 === 0) console.info(`${seeds.length} sequences to begin, ${broken.length} broken`)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    expect(broken.join("\n\n")).toBe("")
  },
  sequences * 120_000,
)

async function sequence(seed: number, theirs: Tool): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cross-"))
  try {
    for (const name of ["one", "two"]) {
      const root = join(folder, name, "work")
      mkdirSync(root, { recursive: true })
      await git(root, ["init", "-q"])
      expect((await theirs(root, ["init", "-q"])).code).toBe(0)
      writeFileSync(join(root, ".dvc/config"), `[core]\n    remote = s\n['remote "s"']\n    url = ../../store\n`)
      writeFileSync(join(root, "params.yaml"), "n: 1\n")
      writeFileSync(join(root, "dvc.yaml"), pipelineOfTwins)
      writeFileSync(join(root, "a.txt"), "0")
      expect((await theirs(root, ["repro", "-q"])).code).toBe(0)
      await git(root, ["add", "-A"])
      await git(root, ["commit", "-qm", "one"])
    }
    await runSequence(seed, 8, { folder, ours, theirs, git })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const ours = toolOf(process.execPath, [command])
const git = toolOf("git", ["-c", "user.name=t", "-c", "user.email=t@example.org"])

function toolOf(program: string, before: readonly string[]): Tool {
  return (cwd, args) =>
    new Promise((resolve) => {
      execFile(program, [...before, ...args], { cwd }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), out: error === null ? stdout : `${stdout}${stderr}` }),
      )
    })
}
