import { writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { expect, test } from "vitest"
import { openRepository, withDependencies } from "./index.ts"
import { commitData, repositories } from "./repository.test-support.ts"

test("a stage comes with all it stands on, made or tracked, and with nothing else", async () => {
  const [root] = await repositories("work")
  await commitData(root, { "raw.csv": "1", "other.csv": "2" }, "data")
  writeFileSync(
    join(root, "dvc.yaml"),
    `stages:
  clean: {cmd: x, deps: [raw.csv], outs: [clean.csv]}
  train: {cmd: x, deps: [clean.csv], outs: [model, score.json: {cache: false}]}
  report: {cmd: x, deps: [model], outs: [report]}
`,
  )
  const repository = await openRepository(root)
  const shown = (targets: readonly string[]) =>
    withDependencies(repository, targets).map((path) => (path.startsWith("/") ? relative(root, path) : path))
  expect(shown(["train"])).toEqual(["train", "clean.csv", "model", "raw.csv"])
  expect(shown(["other.csv"])).toEqual(["other.csv"])
})
