import { execFileSync } from "node:child_process"
import { existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { writeFileAtomic } from "../base/index.ts"
import { openWorkspace, trackPath } from "../version/index.ts"
import { loadPipeline } from "./index.ts"
import { projectOf, type TestProject } from "./project.test-support.ts"

const dvcPath = process.env["MLWRIGHT_TEST_DVC"] ?? ""
const absent = !existsSync(dvcPath)
if (absent) console.warn("SKIPPED: set MLWRIGHT_TEST_DVC to the path of dvc 3 to try each tool on the other's projects")

const pipeline = `
stages:
  ingest:
    cmd: mlwright step ingest
    deps: [data/raw/]
    params:
    - mlwright.yaml: [data, split.at]
    outs: [work/table.txt]
  script:
    desc: a command of another tool in a folder of its own
    wdir: other
    cmd: sh make.sh ../work/table.txt && echo a long command line that goes beyond eighty columns so that it is folded
    deps: [make.sh, ../work/table.txt]
    params: [lr, names]
    outs: [made/, "ü: x.txt"]
    metrics:
    - m.json: {cache: false}
    plots:
    - p.csv: {cache: false, x: a}
  late:
    cmd: mlwright step late
    deps: [other/made]
    params:
    - whole.yaml:
    outs: [empty, model: {persist: true}]
`

const files = {
  "dvc.yaml": pipeline,
  "data/raw/x.csv": "a,b\n1,2\n",
  "mlwright.yaml": "data: {files: [a, 'b: c'], on: true, none: null}\nsplit: {at: 2016-05-01, share: 0.20}\n",
  "other/params.yaml":
    "lr: 1e-5\nnames: {yes: 'no', list: [1, 1.0, '1'], long: 'word word word word word word word word word word word word word word word'}\n",
  "whole.yaml": "b: [1, [2]]\na: {}\n",
  "other/make.sh":
    "mkdir -p made/sub && cp $1 made/sub/é.txt && cp $1 made/sub-a && echo 1 > 'ü: x.txt' && echo '{}' > m.json && echo a > p.csv\n",
}

const templated = {
  "params.yaml":
    "rate: 1e-5\nwhole: 1.0\nmodels: {deep: {size: 9, tags: [a, 'b c']}, flat: {size: 1, on: true, off: false}}\n",
  "consts.py":
    "SEED = 0x2a\nNAMES = ('a', \"it's\")\nclass Net:\n  rate: float = -1.5e3\n  def __init__(self):\n    self.deep = {'x': [1, None]}\n",
  "below/dvc.yaml":
    "stages: {tail: {cmd: cat ../read.txt > tail.txt, deps: [../read.txt], params: [n], outs: [tail.txt]}}\n",
  "below/params.yaml": "n: 3\n",
  "some.toml": "[opt]\nsteps = 3\nrate = 0.25\n",
  "dvc.yaml": `
vars:
- extra: {word: "it's", deep: {list: [1, 2.5, 'x y']}}
- consts.py:SEED,Net
stages:
  each:
    foreach: \${models}
    do:
      cmd: echo \${key} \${item} \${rate} \${whole} > \${key}.txt
      outs: ["\${key}.txt"]
  grid:
    matrix:
      a: [x, 1.50, true]
      b: [{lr: 0.1}, [1], 3]
    cmd: echo \${item.a} \${extra} \${SEED} \${Net.rate} '\\\${kept}' > grid-\${key}.txt
    outs:
    - grid-\${key}.txt: {cache: false}
  read:
    cmd: cat deep.txt > read.txt
    vars: [{inner: {wanted: deep.txt}}]
    deps: ["\${inner.wanted}"]
    params:
    - consts.py: [SEED, NAMES, Net]
    - some.toml: [opt.rate, opt]
    - models.flat
    outs: [read.txt]
`,
}

describe.skipIf(absent)(
  "with the real DVC",
  () => {
    test("after our run its status is clean and its repro runs nothing", async () => {
      const project = await prepared()
      expect(await project.run()).toBe("ingest:ran script:ran late:ran")
      expectClean(project)
    })

    test("after its repro ours runs nothing and changes nothing", async () => {
      const project = await prepared()
      await project.run()
      project.write("other/params.yaml", files["other/params.yaml"].replace("1e-5", "0.5"))
      project.write("other/make.sh", files["other/make.sh"].replace("-a &&", "-b &&"))
      dvc(project, "repro", "script")
      const lock = project.read("dvc.lock")
      expect(await project.run({ targets: ["script"] })).toBe("ingest:cached script:cached")
      expect(project.read("dvc.lock")).toBe(lock)
      expect(await project.run()).toBe("ingest:cached script:cached late:ran")
      expectClean(project)
    })

    test("what it wrote when forced to is what we wrote, byte for byte", async () => {
      const project = await prepared()
      await project.run()
      const lock = project.read("dvc.lock")
      dvc(project, "repro", "--force", "--single-item", "script")
      expect(project.read("dvc.lock")).toBe(lock)
    })

    test("outputs it removed come back for us, and those we removed for it", async () => {
      const project = await prepared()
      await project.run()
      for (const path of ["work", "other/made", "model"]) rmSync(join(project.root, path), { recursive: true })
      dvc(project, "checkout")
      expect(await project.run()).toBe("ingest:cached script:cached late:cached")
      for (const path of ["work", "other/made"]) rmSync(join(project.root, path), { recursive: true })
      expect(await project.run()).toBe("ingest:cached script:cached late:cached")
      expectClean(project)
    })

    test("data that changed under its .dvc file is taken up by either in the same way", async () => {
      const project = await prepared()
      await project.run()
      project.write("data/raw/x.csv", "a,b\n3,4\n")
      expect(await project.run()).toBe("ingest:ran script:ran late:ran")
      expectClean(project)
      project.write("data/raw/x.csv", "a,b\n5,6\n")
      dvc(project, "repro", "data/raw/x.csv.dvc")
      const pointer = project.read("data/raw/x.csv.dvc")
      await project.run()
      expect(project.read("data/raw/x.csv.dvc")).toBe(pointer)
      expectClean(project)
    })

    test("templates, repeated stages and params of every format are the same stages to both", async () => {
      const project = await projectOf(templated)
      git(project, "init", "-q")
      const names = (await loadPipeline(project.root)).stages.map(({ name }) => name)
      const listed = dvc(project, "stage", "list", "--name-only", "--all").trim().split("\n")
      expect(names.toSorted()).toEqual(listed.toSorted())
      expect(await project.run()).not.toMatch(/cached|failed/)
      expectClean(project)
    })

    test("it reads every manifest and object we wrote", async () => {
      const project = await prepared()
      await project.run()
      const listed = JSON.parse(dvc(project, "ls", ".", "-R", "--dvc-only", "--json")) as readonly { path: string }[]
      expect(listed.map(({ path }) => path)).toEqual(
        expect.arrayContaining(["data/raw/x.csv", "other/made/sub/é.txt", "other/ü: x.txt", "model"]),
      )
    })
  },
  120_000,
)

function expectClean(project: TestProject): void {
  expect(JSON.parse(dvc(project, "status", "--json"))).toEqual({})
  expect(JSON.parse(dvc(project, "data", "status", "--json"))).not.toHaveProperty("uncommitted")
  const lock = project.read("dvc.lock")
  expect(dvc(project, "repro", "--all-pipelines")).not.toContain("Running stage")
  expect(project.read("dvc.lock")).toBe(lock)
}

async function prepared(): Promise<TestProject> {
  const project = await projectOf(files)
  git(project, "init", "-q")
  await trackPath(await openWorkspace(project.root), join(project.root, "data/raw/x.csv"))
  git(project, "add", "-A")
  git(project, "commit", "-qm", "start")
  const at = (path: string) => join(project.root, path)
  project.commands.set("mlwright step ingest", () =>
    writeFileAtomic(at("work/table.txt"), project.read("data/raw/x.csv")),
  )
  project.commands.set("mlwright step late", async () => {
    await writeFileAtomic(at("model"), project.read("other/made/sub/é.txt"))
    await writeFileAtomic(at("empty"), "")
  })
  return project
}

function dvc(project: TestProject, ...args: readonly string[]): string {
  const env = {
    PATH: process.env["PATH"],
    HOME: project.root,
    DVC_NO_ANALYTICS: "1",
    DVC_SITE_CACHE_DIR: join(project.root, ".mlwright/site"),
  }
  return execFileSync(dvcPath, args, { cwd: project.root, encoding: "utf8", env })
}

function git(project: TestProject, ...args: readonly string[]): void {
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: project.root })
}
