import { expect, test } from "vitest"
import { addStage, freezeStage, loadPipeline, type NewStage, removeStage } from "../index.ts"
import { projectOf } from "../project.test-support.ts"

const whole: NewStage = {
  name: "train",
  cmd: 'python a.py "x y" && echo $HOME',
  description: "it is",
  deps: ["in.txt", "a.py"],
  params: ["lr,b.c", "o.yaml:x", "all.json:"],
  outs: [
    { path: "model", kind: "outs", cache: true, persist: false },
    { path: "other", kind: "outs", cache: false, persist: false },
    { path: "keep", kind: "outs", cache: true, persist: true },
    { path: "n.json", kind: "metrics", cache: true, persist: false },
    { path: "m.json", kind: "metrics", cache: false, persist: false },
    { path: "p.csv", kind: "plots", cache: true, persist: false },
  ],
  alwaysChanged: true,
}

/** What `dvc stage add` of DVC 3.67.1 wrote for the same stage, and its line for a whole file of params. */
const written = `stages:
  train:
    desc: it is
    cmd: python a.py "x y" && echo $HOME
    deps:
    - a.py
    - in.txt
    params:
    - b.c
    - lr
    - all.json:
    - o.yaml:
      - x
    outs:
    - keep:
        persist: true
    - model
    - other:
        cache: false
    metrics:
    - m.json:
        cache: false
    - n.json
    plots:
    - p.csv
    always_changed: true
`

test("a new stage is written as DVC writes it, and git is kept away from its cached outputs", async () => {
  const project = await projectOf({})
  await addStage(project.root, whole, { folder: project.root, force: false })
  expect(project.read("dvc.yaml")).toBe(written)
  expect(project.read(".gitignore").trim().split("\n").toSorted()).toEqual(["/keep", "/model", "/n.json", "/p.csv"])
})

test("the rest of the file stays byte for byte", async () => {
  const text = "# mine\nstages:\n  a:   # why\n      cmd: 'x'\n"
  const project = await projectOf({ "dvc.yaml": text })
  const stage = { ...whole, name: "b", params: [], outs: [] }
  await addStage(project.root, stage, { folder: project.root, force: false })
  expect(project.read("dvc.yaml").startsWith(text)).toBe(true)
  expect((await loadPipeline(project.root)).stages.map(({ name }) => name)).toEqual(["a", "b"])
})

test.each([
  [{ name: "a" }, "pipeline.stage-exists"],
  [{ outs: [{ path: "made", kind: "outs", cache: true, persist: false }] }, "pipeline.outputs-overlap"],
  [{ deps: ["model"] }, "pipeline.cycle"],
  [{ deps: ["gs://b/x"] }, "pipeline.path-outside"],
  [{ outs: [{ path: "s3://b/x", kind: "outs" as const, cache: true, persist: false }] }, "pipeline.path-outside"],
  [{ cmd: `x \${nope}` }, "pipeline.template-unknown"],
] satisfies readonly (readonly [Partial<NewStage>, string])[])(
  "%j is refused with %s, and nothing is written",
  async (change, code) => {
    const text = "stages: {a: {cmd: x, outs: [made]}}\n"
    const project = await projectOf({ "dvc.yaml": text })
    await expect(
      addStage(project.root, { ...whole, ...change }, { folder: project.root, force: false }),
    ).rejects.toMatchObject({ code })
    expect(project.read("dvc.yaml")).toBe(text)
  },
)

test("a stage is frozen and freed again, and the file is as it was", async () => {
  const text = "stages:\n  a:\n    cmd: x # why\n    outs: [made]\n  many:\n    foreach: [1]\n    do: {cmd: y}\n"
  const project = await projectOf({ "dvc.yaml": text })
  await freezeStage(project.root, "a", { folder: project.root, frozen: true })
  expect((await loadPipeline(project.root)).stages[0]?.frozen).toBe(true)
  await freezeStage(project.root, "a", { folder: project.root, frozen: false })
  expect(project.read("dvc.yaml")).toBe(text)
  await expect(freezeStage(project.root, "many@1", { folder: project.root, frozen: true })).rejects.toMatchObject({
    code: "pipeline.stage-generated",
  })
  await expect(freezeStage(project.root, "b", { folder: project.root, frozen: true })).rejects.toMatchObject({
    code: "pipeline.unknown-stage",
  })
})

test("a stage that is removed leaves dvc.yaml, lock and .gitignore, and the rest as it is", async () => {
  const many = `  # of two
  many:
    foreach: [1, 2]
    do:
      cmd: echo \${item} > m\${item}
      outs: ['m\${item}']
`
  const project = await projectOf({
    "dvc.yaml": `# top\nstages:\n  a:\n    cmd: echo 1 > x\n    outs: [x]\n${many}`,
  })
  await project.run()
  const remove = (name: string, outs = false) => removeStage(project.root, name, { folder: project.root, outs })
  await remove("a")
  expect(project.read("dvc.yaml")).toBe(`# top\nstages:\n${many}`)
  expect(project.read("dvc.lock")).not.toContain("  a:")
  expect(project.read(".gitignore")).toBe("/m1\n/m2\n")
  expect(project.read("x")).toBe("1\n")
  await expect(remove("many@1")).rejects.toMatchObject({ code: "pipeline.one-of-many" })
  await expect(remove("a")).rejects.toMatchObject({ code: "pipeline.unknown-stage" })
  await remove("many", true)
  for (const gone of ["dvc.yaml", "dvc.lock", "m1"]) expect(() => project.read(gone)).toThrow("ENOENT")
})
