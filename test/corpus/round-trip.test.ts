import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Schema } from "../../src/schema/index.ts"
import { dataSettings, readRows } from "../../src/table/index.ts"
import { anyTable, bytesOfTable, type WrittenTable } from "./any-table.ts"

let root = ""
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mlwright-round-trip-"))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** Runs of each property; more with MLWRIGHT_PROPERTY_RUNS. */
const numRuns = Number(process.env["MLWRIGHT_PROPERTY_RUNS"] ?? 40)

async function readBack(table: WrittenTable, settings: object): Promise<readonly (readonly unknown[])[]> {
  await writeFile(join(root, "any.csv"), bytesOfTable(table))
  const schema: Schema = {
    columns: table.header.map((name) => ({ name, type: "text", role: "feature", nullable: true })),
  }
  const options = {
    columns: "all",
    root,
    temporary: join(root, "tmp"),
    settings: dataSettings.parse(settings),
  } as const
  const { count, columns } = await readRows("any.csv", schema, options)
  const words = table.header.map((name) => {
    const column = columns.get(name)
    return column?.kind === "string" ? Array.from(column.codes, (code) => column.words[code]) : []
  })
  return Array.from({ length: count }, (_, row) => words.map((column) => column[row]))
}

describe("any table in any dialect and encoding", () => {
  it("is read back equal when its dialect is told", async () => {
    await fc.assert(
      fc.asyncProperty(anyTable("any"), async (table) => {
        const { delimiter, quote, escape: escaping, titles } = table
        const encoding = table.encoding === "utf-8-mark" ? "utf-8" : table.encoding
        const told = { encoding, delimiter, quote, escape: escaping, skipLines: titles.length }
        const settings = { ...told, comment: "none", spaces: "keep", header: "yes" }
        expect(await readBack(table, settings)).toEqual(table.rows)
      }),
      { numRuns },
    )
  })

  it("is read back equal without a setting when its cells are words, numbers and dates", async () => {
    await fc.assert(
      fc.asyncProperty(anyTable("words"), async (table) => {
        expect(await readBack(table, {})).toEqual(table.rows)
      }),
      { numRuns },
    )
  })
})
