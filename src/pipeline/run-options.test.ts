import { existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { addToCache, openWorkspace, trackPath } from "../version/index.ts"
import { readLockFile } from "./index.ts"
import { projectOf, type TestProject } from "./project.test-support.ts"

const diamond = {
  "raw.txt": "raw",
  "params.yaml": "word: a\n",
  "dvc.yaml": `
stages:
  top: {cmd: cat raw.txt > top.txt, deps: [raw.txt], outs: [top.txt]}
  left: {cmd: cat top.txt > left.txt, deps: [top.txt], params: [word], outs: [left.txt]}
  right: {cmd: cat top.txt > right.txt, deps: [top.txt], outs: [right.txt]}
  end: {cmd: cat left.txt right.txt > end.txt, deps: [left.txt, right.txt], outs: [end.txt]}
`,
}

test("a target takes what it stands on, alone with single, and what stands on it with downstream", async () => {
  const project = await projectOf(diamond)
  expect(await project.run({ targets: ["left"] })).toBe("top:ran left:ran")
  expect(await project.run({ targets: ["right"], single: true })).toBe("right:ran")
  expect(await project.run({ targets: ["left"], downstream: true })).toBe("left:cached end:ran")
})

test("params that were tried before bring back what was made then", async () => {
  const project = await projectOf({
    ...diamond,
    "dvc.yaml": "stages: {a: {cmd: 'date +%N > made.txt', params: [word], outs: [made.txt]}}",
  })
  await project.run()
  const first = project.read("made.txt")
  project.write("params.yaml", "word: b\n")
  expect(await project.run()).toBe("a:ran")
  project.write("params.yaml", "word: a\n")
  expect(await project.run()).toBe("a:cached")
  expect(project.read("made.txt")).toBe(first)
  expect((await readLockFile(project.root)).stages.get("a")?.params).toEqual({ "params.yaml": { word: "a" } })
  expect(await project.run()).toBe("a:cached")
})

test("a run is not brought back when an output of it is lost, when it is forced, or when asked not to", async () => {
  const project = await projectOf(diamond)
  await project.run()
  project.write("params.yaml", "word: b\n")
  await project.run()
  project.write("params.yaml", "word: a\n")
  expect(await project.run({ targets: ["left"], runCache: false })).toBe("top:cached left:ran")
  project.write("params.yaml", "word: b\n")
  expect(await project.run({ targets: ["left"], single: true, force: true })).toBe("left:ran")
  project.write("params.yaml", "word: a\n")
  for (const path of ["left.txt", "end.txt", ".dvc/cache/files"]) rmSync(join(project.root, path), { recursive: true })
  expect(await project.run({ targets: ["left"], single: true })).toBe("left:ran")
})

test("stages that do not stand on one another run side by side, up to the number of jobs", async () => {
  const project = await projectOf({
    "dvc.yaml": `
stages:
  meet:
    foreach: [a, b]
    do:
      cmd: touch \${item}.here; n=0; until [ -e a.here ] && [ -e b.here ]; do sleep 0.05; n=$((n+1)); [ $n -lt 600 ] || exit 1; done; echo met > \${item}.txt
      outs: ["\${item}.txt"]
  after: {cmd: cat a.txt b.txt > c.txt, deps: [a.txt, b.txt], outs: [c.txt]}
`,
  })
  expect(await project.run({ jobs: 2 })).toMatch(/^(meet@a:ran meet@b:ran|meet@b:ran meet@a:ran) after:ran$/)
  expect([...(await readLockFile(project.root)).stages.keys()].toSorted()).toEqual(["after", "meet@a", "meet@b"])
  expect(await project.run({ jobs: 8 })).toBe("meet@a:cached meet@b:cached after:cached")
})

test("one failure ends the run after the stages at work; keep-going ends only what stands on it", async () => {
  const project = await projectOf({
    ...diamond,
    "dvc.yaml": diamond["dvc.yaml"].replace("cat top.txt > left.txt", "exit 3"),
  })
  await expect(project.run()).rejects.toMatchObject({ code: "pipeline.step-failed", detail: { stage: "left" } })
  expect(
    project.events.some(({ kind, ...event }) => kind === "ran" && "stage" in event && event.stage === "right"),
  ).toBe(false)
  await expect(project.run({ keepGoing: true })).rejects.toMatchObject({ code: "pipeline.step-failed" })
  expect(project.read("right.txt")).toBe("raw")
})

test("a dependency outside of the project is read where it lies, and outputs must lie within", async () => {
  const outside = await projectOf({ "raw.txt": "1" })
  const path = join(outside.root, "raw.txt")
  const project = await projectOf({
    "dvc.yaml": `stages: {copy: {cmd: cp ${path} in.txt, deps: [${path}], outs: [in.txt]}}`,
  })
  expect(await project.run()).toBe("copy:ran")
  expect(await project.run()).toBe("copy:cached")
  expect((await readLockFile(project.root)).stages.get("copy")?.deps).toMatchObject([{ path }])
  outside.write("raw.txt", "2")
  expect(await project.run()).toBe("copy:ran")
})

test("several failures are told together", async () => {
  const project = await projectOf({
    "dvc.yaml": "stages: {a: {cmd: exit 1}, b: {cmd: exit 2}, c: {cmd: 'true'}}",
  })
  await expect(project.run({ keepGoing: true })).rejects.toMatchObject({
    code: "pipeline.stages-failed",
    message: expect.stringContaining("2 stages failed: a, b"),
    detail: { stages: expect.arrayContaining([expect.objectContaining({ name: "c", status: "ran" })]) },
  })
})

test("data that is not here is no change when asked, as long as its .dvc file and the lock agree", async () => {
  const project = await tracked()
  for (const path of ["raw.txt", "top.txt", ".dvc/cache/files"]) rmSync(join(project.root, path), { recursive: true })
  await expect(project.run()).rejects.toMatchObject({ code: "pipeline.dependency-missing" })
  expect(await project.run({ allowMissing: true })).toBe("top:cached left:cached right:cached end:cached")
  project.write("raw.txt.dvc", project.read("raw.txt.dvc").replace(/md5: [0-9a-f]{32}/, `md5: ${"f".repeat(32)}`))
  await expect(project.run({ allowMissing: true, targets: ["top"] })).rejects.toMatchObject({
    code: "pipeline.dependency-missing",
  })
})

/** A project that ran, whose raw data is tracked by a `.dvc` file. */
async function tracked(): Promise<TestProject> {
  const project = await projectOf(diamond)
  const workspace = await openWorkspace(project.root)
  await trackPath(workspace, join(project.root, "raw.txt"))
  await addToCache(workspace, join(project.root, "raw.txt"))
  await project.run()
  return project
}

const twoPipelines = {
  ...diamond,
  "sub/dvc.yaml": "stages: {tail: {cmd: cat ../end.txt > tail.txt, deps: [../end.txt], outs: [tail.txt]}}",
  "sub/deep/dvc.yaml": "stages: {alone: {cmd: echo hi > al.txt, outs: [al.txt]}}",
}

test("a stage stands for all that hangs together with it when asked, whatever the direction", async () => {
  const project = await projectOf(twoPipelines)
  expect(await project.run({ targets: ["left"], pipelines: true })).toBe(
    "top:ran left:ran right:ran end:ran sub/dvc.yaml:tail:ran",
  )
})

test("two stages that read the same tracked data are one pipeline", async () => {
  const project = await projectOf({
    "raw.txt": "1",
    "dvc.yaml":
      "stages: {a: {cmd: cp raw.txt a.txt, deps: [raw.txt], outs: [a.txt]}, b: {cmd: cp raw.txt b.txt, deps: [raw.txt], outs: [b.txt]}}",
  })
  expect(await project.run({ targets: ["a"], pipelines: true })).toBe("a:ran")
  await trackPath(await openWorkspace(project.root), join(project.root, "raw.txt"))
  expect(await project.run({ targets: ["a"], pipelines: true })).toBe("a:cached b:ran")
})

test("a folder stands for the stages of every dvc.yaml below it, and for what they stand on", async () => {
  const project = await projectOf(twoPipelines)
  expect(await project.run({ targets: ["sub/deep"], recursive: true })).toBe("sub/deep/dvc.yaml:alone:ran")
  expect(await project.run({ targets: ["sub"], recursive: true, single: true }).catch(String)).toContain("end.txt")
})

test("patterns choose stages of one file by name, and one that fits none is refused", async () => {
  const project = await projectOf(twoPipelines)
  expect(await project.run({ targets: ["t*"], glob: true })).toBe("top:ran")
  await project.run()
  expect(await project.run({ targets: ["sub/dvc.yaml:t?il"], glob: true, single: true })).toBe(
    "sub/dvc.yaml:tail:cached",
  )
  await expect(project.run({ targets: ["z*"], glob: true })).rejects.toMatchObject({
    code: "pipeline.pattern-matches-nothing",
  })
})

test("what stands on a stage that ran runs too when asked, although its input is what it was", async () => {
  const project = await projectOf(diamond)
  await project.run()
  project.write("params.yaml", "word: b\n")
  expect(await project.run({ targets: ["end"] })).toBe("top:cached left:ran right:cached end:cached")
  project.write("params.yaml", "word: c\n")
  expect(await project.run({ targets: ["end"], forceDownstream: true })).toBe(
    "top:cached left:ran right:cached end:ran",
  )
})

test("errors are ignored when asked: all else runs, and the report says what failed", async () => {
  const project = await projectOf({
    "dvc.yaml":
      "stages: {a: {cmd: exit 3, outs: [a.txt]}, b: {cmd: cat a.txt > b.txt, deps: [a.txt], outs: [b.txt]}, c: {cmd: 'true'}}",
  })
  expect((await project.run({ ignoreErrors: true })).split(" ").toSorted()).toEqual(["a:failed", "b:failed", "c:ran"])
})

test("without commit the lock says what was made and the cache has none of it; the next run puts it there", async () => {
  const project = await projectOf(diamond)
  expect(await project.run({ commit: false })).toBe("top:ran left:ran right:ran end:ran")
  expect(existsSync(join(project.root, ".dvc/cache/files"))).toBe(false)
  expect(existsSync(join(project.root, ".dvc/cache/runs"))).toBe(false)
  expect((await readLockFile(project.root)).stages.get("top")?.outs).toMatchObject([{ path: "top.txt", size: 3 }])
  expect(await project.run({ commit: false })).toBe("top:cached left:cached right:cached end:cached")
  expect(existsSync(join(project.root, ".dvc/cache/files"))).toBe(false)
  await project.run()
  expect(existsSync(join(project.root, ".dvc/cache/files"))).toBe(true)
})

test("a person who is asked may end the run before a stage; where nobody is, the run is refused", async () => {
  const project = await projectOf(diamond)
  const asked: string[] = []
  const confirm = async (stage: string): Promise<boolean> => asked.push(stage) < 3
  await expect(project.run({ interactive: true, confirm })).rejects.toMatchObject({ code: "pipeline.run-declined" })
  expect(asked).toEqual(["top", "left", "right"])
  expect(existsSync(join(project.root, "left.txt"))).toBe(true)
  expect(existsSync(join(project.root, "right.txt"))).toBe(false)
  await expect(project.run({ interactive: true })).rejects.toMatchObject({ code: "pipeline.nobody-to-ask" })
})

test("a .dvc file as a target is brought in line with its data, and downstream runs what reads it", async () => {
  const project = await tracked()
  project.write("raw.txt", "changed")
  expect(await project.run({ targets: ["raw.txt.dvc"] })).toBe("")
  expect(project.read("raw.txt.dvc")).toContain("size: 7")
  expect(await project.run({ targets: ["raw.txt.dvc"], downstream: true })).toBe("top:ran left:ran right:ran end:ran")
})
