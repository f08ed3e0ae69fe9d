import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { KnownError } from "../../src/base/index.ts"
import { type ColumnSchema, formatInstant, type Rows, type Schema } from "../../src/schema/index.ts"
import { dataSettings, profileFiles, readRows } from "../../src/table/index.ts"
import type { AwkwardFile } from "./awkward-file.ts"
import { dialects } from "./dialects.ts"
import { encodings } from "./encodings.ts"
import { refused } from "./refused.ts"
import { values } from "./values.ts"

let root = ""
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mlwright-corpus-"))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const files: readonly AwkwardFile[] = [...encodings, ...dialects, ...values]

const optionsOf = (settings: AwkwardFile["settings"] = {}) => ({
  root,
  temporary: join(root, "tmp"),
  settings: dataSettings.parse(settings),
})

/** A type with what stands behind it in schema.yaml. */
const writtenType = ({ type, format, unit, missing }: ColumnSchema): string =>
  [type, format, unit === undefined ? undefined : `[${unit}]`, missing === undefined ? undefined : `{${missing}}`]
    .filter((part) => part !== undefined)
    .join(" ")

function rowsOf(schema: Schema, rows: Rows): readonly (readonly unknown[])[] {
  return Array.from({ length: rows.count }, (_, row) =>
    schema.columns.map(({ name, type }) => {
      const column = rows.columns.get(name)!
      if (column.kind === "string") return column.words[column.codes[row]!] ?? null
      const value = column.values[row]!
      if (Number.isNaN(value)) return null
      if (type === "boolean") return value === 1
      return type === "date" || type === "datetime" ? formatInstant(value, type) : value
    }),
  )
}

describe("the corpus of awkward files", () => {
  it("holds at least forty", () => {
    expect(files.length + refused.length).toBeGreaterThanOrEqual(40)
    expect(new Set([...files, ...refused].map(({ name }) => name)).size).toBe(files.length + refused.length)
  })

  it.each(files)("reads $name", async ({ name, content, settings, columns, rows }) => {
    await writeFile(join(root, `${name}.csv`), content)
    const options = optionsOf(settings)
    const { schema } = await profileFiles([`${name}.csv`], options)
    expect(Object.fromEntries(schema.columns.map((column) => [column.name, writtenType(column)]))).toEqual(columns)
    const read = { ...options, columns: "all" as const }
    const all = { columns: schema.columns.map((column) => ({ ...column, nullable: true })) }
    if (settings?.["badRows"] === "drop") return
    expect(rowsOf(schema, await readRows(`${name}.csv`, all, read))).toEqual(rows)
  })

  it.each(refused)("refuses $name", async ({ name, content, settings, code, says }) => {
    await writeFile(join(root, `${name}.csv`), content)
    const error = await profileFiles([`${name}.csv`], optionsOf(settings)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(KnownError)
    expect(error).toMatchObject({ code, message: expect.stringContaining(says) })
  })
})
