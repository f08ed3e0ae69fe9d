import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { openWorkspace, pushTracked, trackedByPointers, trackersBelow, trackPath } from "../version/index.ts"
import { loadPipeline, trackedByStages } from "./index.ts"
import { projectOf } from "./project.test-support.ts"

const pipeline = `
stages:
  one:
    cmd: cat in.txt in.txt > out.txt && echo ran >> log.txt
    deps: [in.txt]
    outs: [out.txt]
`

test("with pull, data and results that are not here come from the remote, and no stage runs", async () => {
  const { root, run, read, write } = await projectOf({ "dvc.yaml": pipeline, "in.txt": "1" })
  write(".dvc/config", `[core]\n    remote = r\n['remote "r"']\n    url = ../remote\n`)
  const workspace = await openWorkspace(root)
  await trackPath(workspace, join(root, "in.txt"))
  await run()
  write("in.txt", "2")
  await run()
  const tracked = [
    ...trackedByPointers(root, (await trackersBelow(root)).pointers),
    ...(await trackedByStages(await loadPipeline(root))),
  ]
  await pushTracked(workspace, { chosen: tracked.map((one) => ({ tracked: one })), runCache: true })
  for (const path of [".dvc/cache", "in.txt", "out.txt"]) rmSync(join(root, path), { recursive: true })
  expect(await run({ pull: true })).toBe("one:cached")
  expect([read("in.txt"), read("out.txt"), read("log.txt")]).toEqual(["2", "22", "ran\nran\n"])

  // The lock is forgotten: what the run made is known from the memory of runs, which the remote has.
  rmSync(join(root, ".dvc/cache"), { recursive: true })
  rmSync(join(root, "out.txt"))
  writeFileSync(join(root, "dvc.lock"), "")
  expect(await run({ pull: true })).toBe("one:cached")
  expect(read("out.txt")).toBe("22")
  expect(read("log.txt")).toBe("ran\nran\n")
})
