import { expect, test } from "vitest"
import { loadPipeline } from "../index.ts"
import { projectOf } from "../project.test-support.ts"

test("stages come in the order they can run, otherwise in that of the file", async () => {
  const { root } = await projectOf({
    "dvc.yaml":
      "stages:\n  last: {cmd: c, deps: [out/b]}\n  other: {cmd: o}\n  mid: {cmd: b, deps: [a], outs: [out]}\n  first: {cmd: a, outs: [a]}\n",
  })
  expect((await loadPipeline(root)).stages.map(({ name }) => name)).toEqual(["first", "mid", "last", "other"])
})

test("every part of a stage is read", async () => {
  const { root } = await projectOf({
    "dvc.yaml": `
stages:
  train:
    desc: train it
    cmd:
      - a
      - b
    wdir: sub
    deps: [z, ../a]
    params:
      - lr
      - depth
      - ../other.yaml: [x.y]
      - whole.json:
    outs:
      - model: {persist: true, desc: it, remote: r, push: false}
    metrics:
      - m.json: {cache: false}
    plots:
      - p.csv: {x: a, y: b, template: t, title: x, cache: false}
      - q.csv: [{x: a, y: b}, {x: a, y: c}]
    frozen: true
    always_changed: true
    meta: {executor: local}
metrics: [m.json]
plots:
  - p.csv
  - id: {x: a, y: {p.csv: [b]}}
artifacts:
  best: {path: model, type: model}
`,
  })
  const [file] = (await loadPipeline(root)).files
  if (file === undefined) throw new Error("there is no file")
  const { stages, metrics, plots, artifacts } = file
  const drawn = { x: "a", y: "b", template: "t", title: "x" }
  expect(stages[0]).toEqual({
    name: "train",
    key: "train",
    file: `${root}/dvc.yaml`,
    cmd: ["a", "b"],
    commands: ["a", "b"],
    description: "train it",
    folder: `${root}/sub`,
    deps: [
      { path: "../a", file: `${root}/a` },
      { path: "z", file: `${root}/sub/z` },
    ],
    params: [
      { path: "params.yaml", file: `${root}/sub/params.yaml`, keys: ["lr", "depth"] },
      { path: "../other.yaml", file: `${root}/other.yaml`, keys: ["x.y"] },
      { path: "whole.json", file: `${root}/sub/whole.json`, keys: [] },
    ],
    outs: [
      { path: "m.json", file: `${root}/sub/m.json`, kind: "metric", cache: false, persist: false },
      { path: "model", file: `${root}/sub/model`, kind: "out", cache: true, persist: true },
      { path: "p.csv", file: `${root}/sub/p.csv`, kind: "plot", cache: false, persist: false, drawn: [drawn] },
      {
        ...{ path: "q.csv", file: `${root}/sub/q.csv`, kind: "plot", cache: true, persist: false },
        drawn: [
          { x: "a", y: "b" },
          { x: "a", y: "c" },
        ],
      },
    ],
    frozen: true,
    alwaysChanged: true,
    meta: { executor: "local" },
  })
  expect({ metrics, plots: plots.length, artifacts: Object.keys(artifacts) }).toEqual({
    metrics: ["m.json"],
    plots: 2,
    artifacts: ["best"],
  })
})

test("a command of several lines is several commands, as in DVC", async () => {
  const { root } = await projectOf({ "dvc.yaml": "stages:\n  a:\n    cmd: |\n      one\n\n      two\n" })
  expect((await loadPipeline(root)).stages[0]?.commands).toEqual(["one", "two"])
})

test.each([
  ["stages: {a: {cmd: x, dep: [y]}}", "pipeline.unknown-key", 'Write "deps" in place of "dep"'],
  ["stage: {a: {cmd: x}}", "pipeline.unknown-key", 'Write "stages" in place of "stage"'],
  ["stages: {a: {cmd: x, outs: [{y: {cach: false}}]}}", "pipeline.unknown-key", 'Write "cache" in place of "cach"'],
  ["stages: {a: {outs: [y]}}", "pipeline.wrong-type", "stages.a.cmd"],
  ["stages: {a: {cmd: x, deps: y}}", "pipeline.wrong-type", "stages.a.deps"],
  ["stages: {a: {cmd: x, frozen: maybe}}", "pipeline.wrong-type", "stages.a.frozen"],
  ["stages: [a]", "pipeline.wrong-type", "stages"],
  ["stages: {a: {cmd: x, outs: [../b]}}", "pipeline.path-outside", "below the root"],
  ["stages: {a: {cmd: x, outs: [/tmp/b]}}", "pipeline.path-outside", "below the root"],
  ["stages: {a: {cmd: x, deps: [gs://b/c]}}", "pipeline.path-outside", "below the root"],
  ["stages: {a: {cmd: x, outs: [s3://b/c]}}", "pipeline.path-outside", "below the root"],
  ["stages: {a: {cmd: x, wdir: ../..}}", "pipeline.path-outside", "below the root"],
  ["stages: {a: {cmd: x, outs: [b]}, c: {cmd: x, outs: [b]}}", "pipeline.outputs-overlap", "path of its own"],
  ["stages: {a: {cmd: x, outs: [b]}, c: {cmd: x, outs: [b/d]}}", "pipeline.outputs-overlap", "path of its own"],
  ["stages: {a: {cmd: x, outs: [b], deps: [c]}, d: {cmd: x, outs: [c], deps: [b]}}", "pipeline.cycle", "dependency"],
  ["stages: {a: {cmd: x, outs: [b], deps: [b]}}", "pipeline.cycle", "dependency"],
  ["stages: {a: {cmd: x}, a: {cmd: y}}", "pipeline.yaml-invalid", "Repair"],
  ["stages:\n<<<<<<< ours\n  a: {cmd: x}\n", "pipeline.yaml-invalid", "Repair"],
])("%s is refused with %s", async (text, code, hint) => {
  const { root } = await projectOf({ "dvc.yaml": text })
  await expect(loadPipeline(root)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) })
})

test("an output that a .dvc file tracks is refused", async () => {
  const { root } = await projectOf({ "dvc.yaml": "stages: {a: {cmd: x, outs: [b]}}", "b.dvc": "outs:\n- path: b\n" })
  await expect(loadPipeline(root)).rejects.toMatchObject({ code: "pipeline.outputs-overlap" })
})

test("a project without dvc.yaml is told so", async () => {
  const { root } = await projectOf({})
  await expect(loadPipeline(root)).rejects.toMatchObject({ code: "pipeline.file-missing" })
})

test("the dvc.yaml files of a repository are one graph; a stage elsewhere has its file in its name", async () => {
  const project = await projectOf({
    "dvc.yaml": "stages: {end: {cmd: cat sub/made.txt > end.txt, deps: [sub/made.txt], outs: [end.txt]}}",
    "sub/dvc.yaml": `stages:
  make: {cmd: cat in.txt > made.txt, deps: [in.txt], params: [x], outs: [made.txt]}
  each: {foreach: [1, 2], do: {cmd: "touch f\${item}", outs: ["f\${item}"]}}
`,
    "sub/params.yaml": "x: 1\n",
    "sub/in.txt": "in",
    "data/dvc.yaml": "stages: [not, read]",
    "data.dvc": "outs:\n- path: data\n",
    ".dvcignore": "/left-out\n",
    "left-out/dvc.yaml": "stages: [not, read]",
  })
  expect(await project.run({ targets: ["dvc.yaml"] })).toBe("sub/dvc.yaml:make:ran end:ran")
  expect(project.read("sub/dvc.lock")).toContain("  make:")
  expect(project.read("dvc.lock")).not.toContain("make")
  expect(await project.run({ targets: ["sub/dvc.yaml:each"] })).toBe("sub/dvc.yaml:each@1:ran sub/dvc.yaml:each@2:ran")
  expect(await project.run()).toMatch(/^(\S+:cached ?){4}$/)
})
