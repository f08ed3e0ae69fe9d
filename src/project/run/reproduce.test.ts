import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { initDvc } from "../../version/index.ts"
import type { RunEvent } from "./events.ts"
import { planRun, reproduce } from "./reproduce.ts"
import type { RunOptions } from "./request.ts"

const yaml = `
stages:
  a: {cmd: "printf 'one\\\\ntw'; sleep 0.1; echo o; echo x > a.txt", outs: [a.txt]}
  b: {cmd: cat a.txt > b.txt, deps: [a.txt], outs: [b.txt]}
`

test("a repository of DVC without settings of ours is run as it stands, from any folder of it", async () => {
  const place = await repository()
  expect(await planRun(place, {})).toMatchObject([
    { name: "a", reasons: expect.arrayContaining([expect.objectContaining({ what: "never-ran" })]) },
    { name: "b", reasons: expect.arrayContaining([{ what: "upstream", name: "a", state: "" }]) },
  ])
  const events: RunEvent[] = []
  const result = await reproduce(place, {}, { onEvent: (event) => events.push(event) })
  expect(result.stages).toMatchObject([
    { name: "a", status: "ran" },
    { name: "b", status: "ran" },
  ])
  expect(await readFile(join(place.folder, "../b.txt"), "utf8")).toBe("x\n")
  expect((await planRun(place, {})).flatMap(({ reasons }) => reasons)).toEqual([])
  expect(events.filter(({ kind }) => kind === "output")).toEqual([
    { kind: "output", stage: "a", text: "one" },
    { kind: "output", stage: "a", text: "two" },
  ])
})

test("a stage is named as in the folder the call is made in, whose dvc.yaml is run alone unless all are wanted", async () => {
  const { folder, overrides } = await repository()
  const root = join(folder, "..")
  await writeFile(
    join(folder, "dvc.yaml"),
    "stages: {sub: {cmd: cat ../b.txt > n.txt, deps: [../b.txt], outs: [n.txt]}}",
  )
  const names = async (from: string, options: RunOptions): Promise<readonly string[]> =>
    (await planRun({ folder: from, overrides }, options)).map(({ name }) => name)
  expect(await names(root, {})).toEqual(["a", "b"])
  expect(await names(root, { allPipelines: true })).toEqual(["a", "b", "below/dvc.yaml:sub"])
  expect(await names(folder, {})).toEqual(["a", "b", "below/dvc.yaml:sub"])
  expect(await names(folder, { folder, targets: ["sub"], single: true })).toEqual(["below/dvc.yaml:sub"])
  expect(await names(folder, { folder, targets: ["../dvc.yaml:a"] })).toEqual(["a"])
  expect(await names(folder, { folder, targets: ["b"] })).toEqual(["a", "b"])
  expect(await names(root, { targets: ["below/dvc.yaml:sub"], single: true })).toEqual(["below/dvc.yaml:sub"])
})

test("a folder with neither settings nor a pipeline is told so", async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "mlwright-reproduce-")))
  onTestFinished(() => rm(folder, { recursive: true }))
  await expect(reproduce({ folder, overrides: [] }, {})).rejects.toMatchObject({ code: "project.missing" })
})

async function repository(): Promise<{ readonly folder: string; readonly overrides: readonly string[] }> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "mlwright-reproduce-")))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await initDvc(root)
  await writeFile(join(root, "dvc.yaml"), yaml)
  await mkdir(join(root, "below"))
  return { folder: join(root, "below"), overrides: [] }
}
