import fc from "fast-check"
import { expect, test } from "vitest"
import { loadPipeline } from "../index.ts"
import { projectOf } from "../project.test-support.ts"
import { fillIn, type TemplateUse } from "./template.ts"

const at: TemplateUse = { place: "stages.a.cmd", takes: "command" }
const scope = {
  lr: 0.1,
  small: 1e-5,
  whole: 1,
  rounds: 100n,
  fast: true,
  none: null,
  list: ["x", "y"],
  deep: { a: { b: [1n, 2n] }, name: "it's" },
}
const R = (name: string): string => `\${${name}}`

test.each([
  [R("lr"), 0.1],
  [R("fast"), true],
  [`--lr ${R("lr")} --n ${R("rounds")} ${R("fast")} ${R("none")}`, "--lr 0.1 --n 100 true None"],
  [`${R("small")} ${R("whole")}`, "1e-05 1.0"],
  [`x ${R("deep.a.b[1]")}`, "x 2"],
  [`x ${R(" deep.name ")}`, "x it's"],
  [`p \\${R("lr")}`, `p ${R("lr")}`],
  [`p ${R("deep")}`, `p --a.b 1 2 --name 'it'"'"'s'`],
  ["no reference", "no reference"],
])("%s becomes %s", (text, filled) => {
  expect(fillIn(text, scope, at)).toEqual(filled)
})

test.each([
  [`x ${R("lrr")}`, "pipeline.template-unknown", /Write "lr"/],
  [`x ${R("list[2]")}`, "pipeline.template-unknown", /params\.yaml/],
  [`x ${R("lr.more")}`, "pipeline.template-unknown", /params\.yaml/],
  [`x ${R("list")}`, "pipeline.template-invalid", /Correct stages\.a\.cmd/],
  [`x ${R("")}`, "pipeline.template-invalid", /Correct/],
  [`x ${R("a..b")}`, "pipeline.template-invalid", /Correct/],
])("%s is refused with %s", (text, code, hint) => {
  expect(() => fillIn(text, scope, at)).toThrow(expect.objectContaining({ code, hint: expect.stringMatching(hint) }))
})

test("a text without a dollar sign stays as it is", () => {
  fc.assert(fc.property(fc.string(), (text) => text.includes("$") || fillIn(text, scope, at) === text))
})

const commandsOf = async (files: Readonly<Record<string, string>>): Promise<Record<string, unknown>> => {
  const { root } = await projectOf(files)
  return Object.fromEntries((await loadPipeline(root)).stages.map(({ name, cmd }) => [name, cmd]))
}

test("values come from params.yaml and vars; maps of several sources are merged", async () => {
  const yaml = `
vars: [{opt: {b: 2}}, more.json, "some.toml:x", conf.py]
stages:
  a: {cmd: "run ${R("opt.a")} ${R("opt.b")} ${R("m")} ${R("x")} ${R("Net.size")} ${R("Net.rate")}"}
  b: {cmd: "run ${R("own")}", vars: [{own: 5}]}
metrics: ["${R("opt.a")}.json"]
`
  expect(
    await commandsOf({
      "dvc.yaml": yaml,
      "params.yaml": "opt: {a: 1.0}\n",
      "more.json": '{"m": [1], "m": "text"}'.replace('"m": [1], ', ""),
      "some.toml": 'x = "t"\ny = 1\n',
      "conf.py":
        "import os\nclass Net:\n    size: int = -3  # rows\n    def __init__(self):\n        self.rate = 0.5\n",
    }),
  ).toEqual({ a: "run 1.0 2 text t -3 0.5", b: "run 5" })
})

test("foreach names its stages by value, by index where values are no plain ones, and by key", async () => {
  const yaml = `
stages:
  plain: {foreach: [1.0, two, true], do: {cmd: "p ${R("item")}"}}
  mixed: {foreach: [{n: 1}, 2], do: {cmd: "m ${R("item")}"}}
  keyed: {foreach: "${R("models")}", do: {cmd: "k ${R("key")} ${R("item.depth")}", outs: ["${R("key")}.bin"]}}
`
  expect(
    await commandsOf({ "dvc.yaml": yaml, "params.yaml": "models: {deep: {depth: 9}, flat: {depth: 1}}\n" }),
  ).toEqual({
    "plain@1.0": "p 1.0",
    "plain@two": "p two",
    "plain@true": "p true",
    "mixed@0": "m --n 1",
    "mixed@1": "m 2",
    "keyed@deep": "k deep 9",
    "keyed@flat": "k flat 1",
  })
})

test("matrix makes a stage of every combination, the last axis fastest", async () => {
  const yaml = `
stages:
  train:
    matrix: {model: [a, b], opt: [{lr: 1}, x]}
    cmd: "t ${R("item.model")} ${R("item.opt")} ${R("key")}"
`
  expect(await commandsOf({ "dvc.yaml": yaml })).toEqual({
    "train@a-opt0": "t a --lr 1 a-opt0",
    "train@a-x": "t a x a-x",
    "train@b-opt0": "t b --lr 1 b-opt0",
    "train@b-x": "t b x b-x",
  })
})

test("the name of a repeated stage means all of them", async () => {
  const yaml = `
stages:
  make: {foreach: [a, b], do: {cmd: "echo ${R("item")} > ${R("item")}", outs: ["${R("item")}"]}}
  other: {cmd: "true"}
`
  const project = await projectOf({ "dvc.yaml": yaml })
  expect(await project.run({ targets: ["make"] })).toBe("make@a:ran make@b:ran")
  expect(await project.run({ targets: ["make@b"] })).toBe("make@b:cached")
})

test.each([
  ["vars: [{a: 1}, {a: 2}]\nstages: {}", "pipeline.vars-conflict"],
  ["vars: [{p: {q: 2}}]\nstages: {}", "pipeline.vars-conflict"],
  [`vars: [{a: "${R("p")}"}]\nstages: {}`, "pipeline.template-invalid"],
  ["vars: [nowhere.yaml]\nstages: {}", "pipeline.template-invalid"],
  ["vars: ['params.yaml:p']\nstages: {}", "pipeline.template-invalid"],
  ["stages: {a: {foreach: [1], do: {cmd: x, vars: [{item: 2}]}}}", "pipeline.vars-conflict"],
  ["stages: {a: {foreach: 3, do: {cmd: x}}}", "pipeline.wrong-type"],
  ["stages: {a: {foreach: [3], cmd: x}}", "pipeline.wrong-type"],
  ["stages: {a: {matrix: {x: 3}, cmd: x}}", "pipeline.wrong-type"],
  ["stages: {a: {do: {cmd: x}, cmd: x}}", "pipeline.unknown-key"],
  [`stages: {a: {cmd: x, deps: ["${R("list")}"]}}`, "pipeline.template-invalid"],
])("%s is refused with %s", async (text, code) => {
  const { root } = await projectOf({ "dvc.yaml": text, "params.yaml": "p: 1\nlist: [1]\n" })
  await expect(loadPipeline(root)).rejects.toMatchObject({ code })
})
