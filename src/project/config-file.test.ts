import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { explainAnywhere, setSetting } from "./config-file.ts"

async function projectWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mlwright-config-"))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, "mlwright.yaml"), text)
  return folder
}

const text =
  "# mine\ndata:\n  files: [a.csv] # the table\ntarget: {name: price}\ntask: regression # a number\ntrain:\n  seed: 1 # lucky\n"

test("a set changes one value and keeps comments, order and the rest", async () => {
  const folder = await projectWith(text)
  expect(await setSetting(folder, "train.seed", "7")).toEqual({ key: "train.seed", value: 7 })
  expect(await readFile(join(folder, "mlwright.yaml"), "utf8")).toBe(text.replace("seed: 1", "seed: 7"))
})

test("a set makes a section that is not there, and refuses a wrong value without touching the file", async () => {
  const folder = await projectWith(text)
  await setSetting(folder, "serve.port", "9000")
  expect(await readFile(join(folder, "mlwright.yaml"), "utf8")).toContain("serve:\n  port: 9000\n")
  const before = await readFile(join(folder, "mlwright.yaml"), "utf8")
  await expect(setSetting(folder, "serve.port", "many")).rejects.toMatchObject({ code: "project.setting-invalid" })
  expect(await readFile(join(folder, "mlwright.yaml"), "utf8")).toBe(before)
})

test("a section is explained as a whole, and one that is misspelt gets the nearest name", async () => {
  const folder = await projectWith(text)
  const found = await explainAnywhere(folder, [], "train")
  expect(found.find(({ key }) => key === "train.seed")).toMatchObject({ value: 1, source: "file" })
  await expect(explainAnywhere(folder, [], "trian")).rejects.toMatchObject({ hint: 'Did you mean "train"?' })
  await expect(explainAnywhere(folder, [], "budgetSeconds")).rejects.toMatchObject({
    hint: 'Did you mean "train.budgetSeconds"?',
  })
})
