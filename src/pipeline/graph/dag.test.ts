import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { dagOf, dotText, loadPipeline, mermaidText, svgText, treeText } from "../index.ts"
import { projectOf } from "../project.test-support.ts"

const golden = fileURLToPath(new URL("../../../../shared/formats/dvc-golden/t5/", import.meta.url))
if (!existsSync(golden)) console.warn(`SKIPPED: files written by DVC are not at ${golden}`)

const files = {
  "raw.csv.dvc": "outs:\n- path: raw.csv\n",
  "alone.dvc": "outs:\n- path: alone\n",
  "dvc.yaml": `
stages:
  clean: {cmd: c, deps: [raw.csv], outs: [clean.csv]}
  left: {cmd: l, deps: [clean.csv], outs: [left.csv]}
  right: {cmd: r, deps: [clean.csv], outs: [right.csv]}
  end: {cmd: e, deps: [left.csv, right.csv], outs: [end.csv]}
  after: {cmd: a, deps: [end.csv], outs: [after.csv]}
`,
}

test.skipIf(!existsSync(golden))("mermaid and dot are those of DVC", async () => {
  const dag = await dagOf(await loadPipeline(`${golden}work`))
  const nodesAndEdges = (text: string) => text.trim().split("\n").toSorted()
  expect(nodesAndEdges(mermaidText(dag)).length).toBe(
    nodesAndEdges(readFileSync(`${golden}out/dag_mermaid.out`, "utf8")).length,
  )
  expect(nodesAndEdges(dotText(dag))).toEqual(nodesAndEdges(readFileSync(`${golden}out/dag_dot.out`, "utf8")))
})

test("the tree shows what follows from what, and a node met again without its own tree", async () => {
  const { root } = await projectOf(files)
  expect(treeText(await dagOf(await loadPipeline(root)))).toBe(
    `
alone.dvc
raw.csv.dvc
└─ clean
   ├─ left
   │  └─ end
   │     └─ after
   └─ right
      └─ end ...
`.trim(),
  )
})

test("a target shows what it stands on, outputs in place of stages when asked", async () => {
  const { root } = await projectOf(files)
  const pipeline = await loadPipeline(root)
  expect(await dagOf(pipeline, { target: "left" })).toEqual({
    nodes: ["raw.csv.dvc", "clean", "left"],
    edges: [
      ["raw.csv.dvc", "clean"],
      ["clean", "left"],
    ],
  })
  expect((await dagOf(pipeline, { target: "clean", outs: true })).edges).toEqual([["raw.csv", "clean.csv"]])
})

test("the drawing has every node once and every edge, and escapes what a name may hold", async () => {
  const { root } = await projectOf(files)
  const svg = svgText(await dagOf(await loadPipeline(root)))
  expect(svg.match(/<rect /g)).toHaveLength(7)
  expect(svg.match(/marker-end/g)).toHaveLength(6)
  expect(svgText({ nodes: ['<a href="x">'], edges: [] })).toContain("&#60;a href=&#34;x&#34;&#62;")
})

test("all that hangs together with a target is shown when asked, and repeated stages are one when asked", async () => {
  const { root } = await projectOf({
    ...files,
    "more/dvc.yaml": `
stages:
  each: {foreach: [a, b], do: {cmd: e, outs: ["\${item}.txt"]}}
  last: {cmd: l, deps: [a.txt, b.txt], outs: [c.txt]}
`,
  })
  const pipeline = await loadPipeline(root)
  expect((await dagOf(pipeline, { target: "left", full: true })).nodes.toSorted()).toEqual([
    "after",
    "clean",
    "end",
    "left",
    "raw.csv.dvc",
    "right",
  ])
  expect(await dagOf(pipeline, { target: "more/dvc.yaml:last", collapse: true })).toEqual({
    nodes: ["more/dvc.yaml:each", "more/dvc.yaml:last"],
    edges: [["more/dvc.yaml:each", "more/dvc.yaml:last"]],
  })
})
