import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { profileFiles } from "../profile/profile.ts"
import { readRows } from "../read-rows.ts"
import { schemaOf, useScratch, valuesOf } from "../scratch.test-support.ts"

const scratch = useScratch()

async function written(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(scratch.root(), name)), { recursive: true })
    await writeFile(join(scratch.root(), name), content)
  }
}

const columnsOf = async (reference: string): Promise<readonly string[]> =>
  (await profileFiles([reference], scratch.options())).columns.map(({ name, type }) => `${name} ${type}`)

test("folders that say something of their rows give columns, to a folder and to a pattern", async () => {
  await written({
    "trips/year=2024/city=Z%C3%BCrich/a.csv": "n\n1\n2\n",
    "trips/year=2025/city=__HIVE_DEFAULT_PARTITION__/a.csv": "n\n3\n",
  })
  const wanted = ["n integer", "year integer", "city string"]
  expect(await columnsOf("trips")).toEqual(wanted)
  expect(await columnsOf("trips/**/*.csv")).toEqual(wanted)
  const { columns } = await readRows("trips", schemaOf({ year: "integer", city: "category" }), {
    ...scratch.options(),
    columns: "all",
  })
  expect(valuesOf(columns.get("year"))).toEqual([2024, 2024, 2025])
  expect(valuesOf(columns.get("city"))).toEqual(["Zürich", "Zürich", undefined])
})

test("a column of the file is not hidden by its folder, and typed files have typed folders", async () => {
  await written({ "sales/n=7/part=2/a.jsonl": '{"n":1}\n{"n":2}\n', "sales/n=8/part=10/a.jsonl": '{"n":3}\n' })
  expect(await columnsOf("sales")).toEqual(["n integer", "part integer"])
})
