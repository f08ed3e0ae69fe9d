import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { seededRandom } from "../base/index.ts"
import { loadPipeline } from "../pipeline/index.ts"
import { initDvc } from "../version/index.ts"
import {
  argumentsOf,
  commitOfName,
  dequeue,
  enqueue,
  experimentsNamed,
  listExperiments,
  listQueued,
  markFailed,
  newName,
  openQueued,
  type RunArguments,
  refOf,
  saveExperiment,
} from "./index.ts"

const plain: RunArguments = {
  targets: [],
  force: false,
  single: false,
  downstream: false,
  allowMissing: false,
  pull: false,
  keepGoing: false,
  ignoreErrors: false,
  pipelines: false,
  allPipelines: false,
  recursive: false,
  forceDownstream: false,
}

test("an experiment is a commit of the files as they lie there, and neither index nor branch nor any file changes", async () => {
  const { root, git, head } = await repository()
  writeFileSync(join(root, "params.yaml"), "lr: 2\n")
  writeFileSync(join(root, "staged.txt"), "staged")
  git("add", "staged.txt")
  writeFileSync(join(root, "untracked.txt"), "mine")
  const before = git("status", "--porcelain=v2")
  const saved = await saveExperiment(root, await request(root, head, "first"), process.env)
  expect(git("status", "--porcelain=v2")).toBe(before)
  expect(git("rev-parse", `refs/exps/${head.slice(0, 2)}/${head.slice(2)}/first`)).toBe(saved.commit)
  expect(git("rev-parse", `${saved.commit}^`)).toBe(head)
  expect(git("show", `${saved.commit}:params.yaml`)).toBe("lr: 2")
  expect(git("ls-tree", "-r", "--name-only", saved.commit)).toContain("staged.txt")
  expect(git("ls-tree", "-r", "--name-only", saved.commit)).not.toContain("untracked.txt")
  expect(await listExperiments(root)).toEqual([saved])
  await expect(saveExperiment(root, await request(root, head, "first"), process.env)).rejects.toMatchObject({
    code: "experiment.name-taken",
  })
})

test("an experiment is found by its name, by its commit and by what git calls it", async () => {
  const { root, head } = await repository()
  const first = await saveExperiment(root, await request(root, head, "first"), process.env)
  const all = await listExperiments(root)
  for (const name of ["first", first.commit.slice(0, 7), refOf(first)])
    expect(experimentsNamed(all, [name])).toEqual([first])
  expect(await commitOfName(root, "HEAD")).toBe(head)
  expect(() => experimentsNamed(all, ["frist"])).toThrow(
    expect.objectContaining({ code: "experiment.unknown", hint: 'Did you mean "first"?' }),
  )
  const twin = { ...first, baseline: "f".repeat(40) }
  expect(() => experimentsNamed([...all, twin], ["first"])).toThrow(
    expect.objectContaining({ code: "experiment.name-ambiguous" }),
  )
  expect(experimentsNamed([...all, twin], ["first"], head)).toEqual([first])
})

test("a queued experiment has the changed contents, and the workspace keeps its own", async () => {
  const { root, git, head } = await repository()
  const contents = new Map([[join(root, "params.yaml"), "lr: 9\n"]])
  const wanted = {
    name: "later",
    baseline: head,
    run: { ...plain, targets: ["train"] },
    contents,
    also: [],
    copyPaths: [],
  }
  const one = await enqueue(root, wanted, process.env)
  const two = await enqueue(root, { ...wanted, name: "latest" }, process.env)
  expect(readFileSync(join(root, "params.yaml"), "utf8")).toBe("lr: 1\n")
  expect(git("status", "--porcelain")).toBe("")
  expect(await listQueued(root)).toEqual([one, two])
  expect(await argumentsOf(root, one)).toEqual({ ...plain, targets: ["train"] })
  const folder = await openQueued(root, one)
  expect(readFileSync(join(folder, "params.yaml"), "utf8")).toBe("lr: 9\n")
  expect(execFileSync("git", ["rev-parse", "HEAD"], { cwd: folder, encoding: "utf8" }).trim()).toBe(head)
  await markFailed(root, one)
  expect((await listQueued(root)).map(({ name, state }) => `${name} ${state}`)).toEqual([
    "latest queued",
    "later failed",
  ])
  for (const queued of await listQueued(root)) await dequeue(root, queued)
  expect(await listQueued(root)).toEqual([])
  expect(git("worktree", "list").split("\n")).toHaveLength(1)
})

test("new names are two words that nobody has", () => {
  const names = new Set<string>()
  const random = seededRandom(1)
  for (let count = 0; count < 500; count++) names.add(newName(names, random))
  expect(names.size).toBe(500)
  for (const name of names) expect(name).toMatch(/^[a-z]+-[a-z]+(-\d+)?$/)
})

async function request(root: string, baseline: string, name: string) {
  return { name, baseline, pipeline: await loadPipeline(root), locked: new Map(), force: false, also: [] }
}

async function repository() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "experiment-")))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], {
      cwd: root,
      encoding: "utf8",
    }).trim()
  git("init", "--quiet", "--initial-branch=main")
  await initDvc(root)
  writeFileSync(join(root, "params.yaml"), "lr: 1\n")
  writeFileSync(join(root, "dvc.yaml"), "stages:\n  train:\n    cmd: echo 1\n    params: [lr]\n")
  git("add", "--all")
  git("commit", "--quiet", "--message", "base")
  return { root, git, head: git("rev-parse", "HEAD") }
}
