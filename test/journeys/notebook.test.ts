import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { done, mlwright, workFolder } from "./mlwright.ts"
import { expectRefused, initFrom } from "./small-project.ts"

const lines = Array.from({ length: 120 }, (_none, row) => {
  const [width, height] = [row % 17, (row * 7) % 23]
  return `${width},${height},${["red", "green", "blue"][row % 3]},${width * 3 + height + ((row * 13) % 7)}`
})
const csv = `${["width,height,colour,price", ...lines].join("\n")}\n`

test("the notebook of a project becomes typed steps whose tests run", async () => {
  const folder = await workFolder()
  expect(await initFrom(folder, csv)).toMatchObject({ code: 0 })
  const project = join(folder, "made")
  const explored = await done(project, "explore", "--notebook")
  const notebook = join(project, "explore.ipynb")
  expect(explored.json).toMatchObject({ notebook, report: join(project, "reports/explore.html") })
  const before = readFileSync(notebook, "utf8")
  expect(before).toContain('profileTable(\\"data/raw/table.csv\\", { target: \\"price\\" })')
  await done(project, "explore", "--notebook")
  expect(readFileSync(notebook, "utf8")).toBe(before)

  const { json } = await done(project, "notebook", "export", "explore.ipynb")
  expect(json.steps.map(({ name, takes, gives }: Record<string, unknown>) => [name, takes, gives])).toEqual([
    ["profile", [], ["profile"]],
    ["read-table", [], ["table"]],
    ["fit-features", ["table"], ["prepared"]],
    ["train", ["prepared"], ["model", "trials"]],
    ["score", ["model", "prepared"], ["metrics"]],
    ["predict-rows", ["model", "prepared"], ["predicted"]],
  ])
  expect(json.written.filter((path: string) => !existsSync(path))).toEqual([])
  // What `npm install` would put there.
  mkdirSync(join(project, "node_modules"))
  symlinkSync(join(import.meta.dirname, "../.."), join(project, "node_modules/mlwright"))
  const said = execFileSync(process.execPath, ["--test", "--test-reporter=tap", "src/steps/*.test.ts"], {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined },
  })
  expect(said).toMatch(/# pass 6\n# fail 0/)
  expect(execFileSync(compiler, typeCheck(), { cwd: project, encoding: "utf8" })).toBe("")

  expectRefused(await mlwright(project, "notebook", "export", "explore.ipynb"), {
    exit: 2,
    code: "project.steps-exist",
    hint: /--force/,
  })
  await done(project, "notebook", "export", "explore.ipynb", "--force")
  writeFileSync(
    join(project, "python.ipynb"),
    '{"nbformat":4,"metadata":{"language_info":{"name":"python"}},"cells":[]}',
  )
  expectRefused(await mlwright(project, "notebook", "export", "python.ipynb"), {
    exit: 2,
    code: "notebook.language",
    hint: /dvc.yaml/,
  })
})

const compiler = join(import.meta.dirname, "../../node_modules/.bin/tsc")

/** The steps as a strict compiler sees them. */
function typeCheck(): readonly string[] {
  const types = ["--types", "node", "--typeRoots", join(import.meta.dirname, "../../node_modules/@types")]
  const modules = ["--module", "nodenext", "--target", "esnext", "--allowImportingTsExtensions", "--skipLibCheck"]
  return ["--noEmit", "--strict", ...types, ...modules, "src/steps/predict-rows.ts", "src/steps/score.test.ts"]
}
