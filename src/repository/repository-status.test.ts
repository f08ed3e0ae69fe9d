import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { systemClock } from "../base/index.ts"
import { loadPipeline, runPipeline } from "../pipeline/index.ts"
import { repositoryStatus } from "./index.ts"
import { repositories } from "./repository.test-support.ts"

const top = `
stages:
  prep: {cmd: cat in.txt > out.txt, deps: [in.txt], params: [lr, seed], outs: [out.txt]}
`

test("of a stage that never ran the status names all it reads and writes, as DVC does", async () => {
  const root = await pipeline()
  expect(await repositoryStatus(root, [])).toEqual({
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
  expect(await repositoryStatus(root, [])).toEqual({})
  writeFileSync(join(root, "params.yaml"), "lr: 2\nseed: 1\n")
  writeFileSync(join(root, "out.txt"), "other")
  const prep = (up: string) => [
    { "changed deps": { [`${up}params.yaml`]: { lr: "modified" } } },
    { "changed outs": { [`${up}out.txt`]: "modified" } },
  ]
  expect(await repositoryStatus(root, ["prep"])).toEqual({ prep: prep("") })
  const sub = join(root, "sub")
  expect(await repositoryStatus(sub, ["../dvc.yaml:prep"])).toEqual({ "../dvc.yaml:prep": prep("../") })
  expect(await repositoryStatus(sub, ["one"])).toEqual({ one: [{ "changed deps": { "../out.txt": "modified" } }] })
  await expect(repositoryStatus(sub, ["two"])).rejects.toMatchObject({ code: "version.target-unknown" })
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
