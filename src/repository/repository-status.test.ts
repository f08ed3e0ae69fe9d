import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { systemClock } from "../base/index.ts"
import { loadPipeline, runPipeline } from "../pipeline/index.ts"
import { commitOn } from "../version/index.ts"
import { importFromRepository, repositoryStatus } from "./index.ts"
import { change, commitData, git, repositories } from "./repository.test-support.ts"

const top = `
stages:
  prep: {cmd: cat in.txt > out.txt, deps: [in.txt], params: [lr, seed], outs: [out.txt]}
`

test("of a stage that never ran the status names all it reads and writes, as DVC does", async () => {
  const root = await pipeline()
  expect(await repositoryStatus(root)).toEqual({
    prep: [
      { "changed deps": { "in.txt": "modified", "params.yaml": "new" } },
      { "changed outs": { "out.txt": "deleted" } },
    ],
    "sub/dvc.yaml:one": [{ "changed deps": { "out.txt": "deleted" } }, { "changed outs": { "sub/n.txt": "deleted" } }],
  })
})

test("a param is named below its file, and names and paths are those of the folder", async () => {
  const root = await pipeline()
  await runPipeline({ pipeline: await loadPipeline(root) }, new Map(), {
    clock: systemClock,
    environment: { PATH: "/usr/local/bin:/usr/bin:/bin" },
  })
  expect(await repositoryStatus(root)).toEqual({})
  writeFileSync(join(root, "params.yaml"), "lr: 2\nseed: 1\n")
  writeFileSync(join(root, "out.txt"), "other")
  const prep = (up: string) => [
    { "changed deps": { [`${up}params.yaml`]: { lr: "modified" } } },
    { "changed outs": { [`${up}out.txt`]: "modified" } },
  ]
  expect(await repositoryStatus(root, { targets: ["prep"] })).toEqual({ prep: prep("") })
  const sub = join(root, "sub")
  expect(await repositoryStatus(sub, { targets: ["../dvc.yaml:prep"] })).toEqual({ "../dvc.yaml:prep": prep("../") })
  expect(await repositoryStatus(sub, { targets: ["one"] })).toEqual({
    one: [{ "changed deps": { "../out.txt": "modified" } }],
  })
  await expect(repositoryStatus(sub, { targets: ["two"] })).rejects.toMatchObject({ code: "version.target-unknown" })
})

async function pipeline(): Promise<string> {
  const [root] = await repositories("work")
  mkdirSync(join(root, "sub"))
  writeFileSync(join(root, "dvc.yaml"), top)
  writeFileSync(join(root, "params.yaml"), "lr: 1\nseed: 1\n")
  writeFileSync(join(root, "in.txt"), "1")
  writeFileSync(
    join(root, "sub/dvc.yaml"),
    "stages: {one: {cmd: cp ../out.txt n.txt, deps: [../out.txt], outs: [n.txt]}}",
  )
  return root
}

test("imported data whose source has a newer commit is told of, when sources are to be asked", async () => {
  const [source, work] = await repositories("source", "work")
  await commitData(source, { "raw.csv": "1" }, "first")
  const branch = git(source, "branch", "--show-current")
  await change(work, (repository) => importFromRepository(repository, { url: source, path: "raw.csv" }, {}))
  expect(await repositoryStatus(work, { updates: true })).toEqual({})
  git(source, "commit", "-qm", "next", "--allow-empty")
  const told = { "raw.csv.dvc": [{ "changed deps": { [`raw.csv (${source})`]: "update available" } }] }
  expect(await repositoryStatus(work, { updates: true })).toEqual(told)
  expect(await repositoryStatus(work)).toEqual({})
  expect(await commitOn(`file://${source}`, branch)).toBe(git(source, "rev-parse", "HEAD"))
  rmSync(source, { recursive: true })
  const unasked: string[] = []
  expect(await repositoryStatus(work, { updates: true, onUnasked: (url) => unasked.push(url) })).toEqual({})
  expect(unasked).toEqual([source])
})

test("what a stage stands on is told of with it when asked", async () => {
  const [root] = await repositories("work")
  await commitData(root, { "raw.csv": "1" }, "data")
  writeFileSync(
    join(root, "dvc.yaml"),
    "stages: {a: {cmd: x, deps: [raw.csv], outs: [a]}, b: {cmd: x, deps: [a], outs: [b]}}",
  )
  writeFileSync(join(root, "raw.csv"), "2")
  expect(Object.keys(await repositoryStatus(root, { targets: ["b"] }))).toEqual(["b"])
  expect(Object.keys(await repositoryStatus(root, { targets: ["b"], withDeps: true }))).toEqual([
    "raw.csv.dvc",
    "a",
    "b",
  ])
})
