import { execFileSync } from "node:child_process"
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { changesOf, valuesAt } from "../index.ts"
import { projectOf, type TestProject } from "../project.test-support.ts"

const golden = fileURLToPath(new URL("../../../../shared/formats/dvc-golden/t5/", import.meta.url))
if (!existsSync(golden)) console.warn(`SKIPPED: files written by DVC are not at ${golden}`)

const files = {
  "dvc.yaml": `
stages:
  make: {cmd: "cp in.json m.json; cp in.json kept.json", deps: [in.json], params: [a.b, "other.toml:"], metrics: [{m.json: {cache: false}}, kept.json]}
metrics: [more.yaml]
`.replace('"other.toml:"', "{other.toml: [t.x]}"),
  "params.yaml": "a: {b: 1, c: 2}\n",
  "other.toml": "[t]\nx = 1.5\ny = 2\n",
  "in.json": '{"rmse": 2.5, "deep": {"n": 12345678901234567890, "list": [1]}}',
  "more.yaml": "f1: .5\n",
}

test("metrics and params are read from every place that names them", async () => {
  const { root } = await committed()
  expect(await valuesAt(root, "metrics")).toEqual({
    "m.json": { rmse: 2.5, deep: { n: "12345678901234567890" } },
    "kept.json": { rmse: 2.5, deep: { n: "12345678901234567890" } },
    "more.yaml": { f1: 0.5 },
  })
  expect(await valuesAt(root, "params")).toEqual({ "params.yaml": { a: { b: 1, c: 2 } }, "other.toml": { "t.x": 1.5 } })
})

test("a commit and the files as they are differ by what changed, with the difference of numbers", async () => {
  const project = await committed()
  project.write("in.json", '{"rmse": 2, "deep": {"list": [1, 2]}, "new": true}')
  project.write("params.yaml", "a: {b: 1, c: 3}\n")
  await project.run()
  const changes = { old: 2.5, new: 2, diff: -0.5 }
  const metrics = changesOf(
    await valuesAt(project.root, "metrics", { revision: "HEAD" }),
    await valuesAt(project.root, "metrics"),
  )
  expect(metrics["m.json"]).toEqual({
    rmse: changes,
    "deep.n": { old: "12345678901234567890", new: null },
    new: { old: null, new: true },
  })
  expect(metrics["kept.json"]).toEqual(metrics["m.json"])
  expect(metrics["more.yaml"]).toBeUndefined()
  expect(
    changesOf(await valuesAt(project.root, "params", { revision: "HEAD" }), await valuesAt(project.root, "params")),
  ).toEqual({
    "params.yaml": { "a.c": { old: 2, new: 3, diff: 1 } },
  })
  rmSync(join(project.root, "kept.json"))
  // As in a project that cannot be written to.
  rmSync(join(project.root, ".dvc/tmp"), { recursive: true })
  project.write(".dvc/tmp", "")
  expect((await valuesAt(project.root, "metrics"))["kept.json"]).toMatchObject({ rmse: 2 })
})

test.skipIf(!existsSync(golden))("what changed is what DVC says", async () => {
  const { root } = await projectOf({})
  for (const name of ["head", "work"]) {
    cpSync(join(golden, name, "params.yaml"), join(root, "params.yaml"))
    for (const file of ["dvc.yaml", "metrics.json", "dvc.lock"]) cpSync(join(golden, name, file), join(root, file))
    if (name === "head") commit(root)
  }
  for (const kind of ["metrics", "params"] as const) {
    const changes = changesOf(await valuesAt(root, kind, { revision: "HEAD" }), await valuesAt(root, kind))
    expect(changes).toEqual(JSON.parse(readFileSync(`${golden}out/${kind}_diff_json.out`, "utf8")))
  }
})

async function committed(): Promise<TestProject> {
  const project = await projectOf(files)
  await project.run()
  commit(project.root)
  return project
}

function commit(root: string): void {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: root })
  git("init", "-q")
  git("add", "-A")
  git("commit", "-qm", "start")
}
