import { existsSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import type { Executor } from "../index.ts"
import { projectOf } from "../project.test-support.ts"

const stages = (executor: string): string => `
stages:
  near:
    cmd: echo near > near.txt
    outs: [near.txt]
    meta: {executor: local}
  far:
    cmd: cat near.txt > far.txt
    deps: [near.txt]
    outs: [far.txt]
    meta: {executor: ${executor}, owner: me}
`

test("a stage runs where its meta says, is cached like any other, and the rest of the meta is left alone", async () => {
  const project = await projectOf({ "dvc.yaml": stages("elsewhere") })
  const asked: string[] = []
  const elsewhere: Executor = async ({ stage }) => {
    asked.push(...stage.commands)
    for (const { file } of stage.outs) writeFileSync(file, "from afar")
  }
  const executors = new Map([["elsewhere", elsewhere]])
  expect(await project.run({ executors })).toBe("near:ran far:ran")
  expect(asked).toEqual(["cat near.txt > far.txt"])
  expect(project.read("far.txt")).toBe("from afar")
  expect(await project.run({ executors })).toBe("near:cached far:cached")
  // where a stage ran is no part of what it is
  project.write("dvc.yaml", stages("local"))
  expect(await project.run()).toBe("near:cached far:cached")
})

test.for([
  ["lokal", "pipeline.executor-unknown", /executor: local/],
  ["[local]", "pipeline.executor-invalid", /executor: local/],
] as const)("the executor %s is refused before any stage runs", async ([name, code, hint]) => {
  const project = await projectOf({ "dvc.yaml": stages(name) })
  await expect(project.run()).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) })
  expect(existsSync(`${project.root}/near.txt`)).toBe(false)
})
