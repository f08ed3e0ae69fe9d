// What is asked of a repository with several dvc.yaml, by mlwright and by DVC, from the top and from a folder in it.
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { done, finished, start, workFolder } from "./mlwright.ts"
import { forksOfDvc } from "./real-dvc.ts"

const dvcPath = process.env["MLWRIGHT_TEST_DVC"] ?? ""
const absent = !existsSync(dvcPath)
if (absent) console.warn("SKIPPED: set MLWRIGHT_TEST_DVC to the path of dvc 3 to compare answers with DVC's")

const files = {
  "params.yaml": "lr: 0.1\nn: 3\nunused: 7\n",
  "raw.txt": "raw",
  "other.json": '{"z": 1, "deep": {"list": [1, 2]}}',
  "dvc.yaml": `
stages:
  top: {cmd: cat raw.txt > top.txt, deps: [raw.txt], outs: [top.txt]}
  left: {cmd: 'cat top.txt > left.txt; echo "{\\"acc\\": 0.$(wc -c < params.yaml)}" > m.json', deps: [top.txt], params: [lr], outs: [left.txt], metrics: [m.json: {cache: false}]}
`,
  "sub/dvc.yaml": "stages: {tail: {cmd: cat ../left.txt > tail.txt, deps: [../left.txt], outs: [tail.txt]}}\n",
}

const questions = [
  ["metrics", "show", "-a"],
  ["metrics", "diff", "--all"],
  ["metrics", "diff", "--all", "--targets", "other.json"],
  ["params", "diff"],
  ["params", "diff", "--deps"],
  ["status", "--with-deps", "left"],
]

const questionsBelow = [["metrics", "show", "../m.json", "../other.json"], ["params", "diff"], ["status"]]

test.skipIf(absent)(
  "metrics, params and status are those that DVC tells, of the top and of a folder",
  async () => {
    const { root, dvc } = await repository()
    for (const [folder, asked] of [
      [root, questions],
      [join(root, "sub"), questionsBelow],
    ] as const)
      for (const words of asked) {
        const theirs = JSON.parse(await dvc(folder, ...words, "--json"))
        expect((await done(folder, ...words)).json, words.join(" ")).toEqual(theirs)
      }
  },
  180_000,
)

test.skipIf(absent)(
  "the table of experiments as CSV is DVC's, with columns chosen and experiments sorted as well",
  async () => {
    const { root, dvc } = await repository()
    await dvc(root, "exp", "run", "-q", "-S", "lr=0.5", "-n", "slow")
    await done(root, "exp", "run", "-S", "lr=0.25", "-n", "slower")
    await done(root, "exp", "run", "-S", "lr=0.75", "-n", "waits", "--queue")
    for (const words of [
      ["--sort-by", "params.yaml:lr", "--sort-order", "desc", "--drop", "Created|un"],
      ["--drop", ".*", "--keep", "lr|acc", "--hide-workspace", "--sort-by", "lr"],
    ]) {
      const theirs = await dvc(root, "exp", "show", "--csv", ...words)
      const ours = (await finished(start(root, ["exp", "show", "--csv", ...words]))).stdout
      expect(ours.trim().split("\n"), words.join(" ")).toEqual(theirs.trim().split(/\r?\n/))
    }
  },
  180_000,
)

/** With changes since its one commit, and what stages make out of date. */
async function repository() {
  const folder = await workFolder()
  const root = join(folder, "work")
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const forks = forksOfDvc(dvcPath)
  onTestFinished(forks.close)
  const dvc = async (from: string, ...args: readonly string[]): Promise<string> => {
    const { code, out } = await forks.run(from, args)
    expect(code, out).toBe(0)
    return out
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] })
  git("init", "-q", "--initial-branch=main")
  git("config", "user.name", "t")
  git("config", "user.email", "t@example.org")
  await dvc(root, "init", "-q")
  await dvc(root, "add", "-q", "raw.txt")
  await done(root, "repro", "-P")
  git("add", "-A")
  git("commit", "-qm", "one")
  writeFileSync(join(root, "params.yaml"), "lr: 0.2\nn: 3\nunused: 8\nmore: word\n")
  writeFileSync(join(root, "raw.txt"), "changed")
  await done(root, "repro", "left", "-s")
  return { root, dvc }
}
