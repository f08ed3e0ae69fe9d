import { join } from "node:path"
import {
  type Check,
  type ColumnSchema,
  checkColumns,
  checkTable,
  type Rows,
  type Schema,
  type TableFacts,
} from "../schema/index.ts"
import { countTable, isCountedId, readStored } from "../table/index.ts"
import type { StageContext } from "./context.ts"
import { projectPaths } from "./paths.ts"

/** A table as `ingestFiles` wrote it. */
export interface StoredTable {
  readonly path: string
  /** What it is held to. */
  readonly schema: Schema
  /** Names of the columns it has; all of the schema when absent. */
  readonly present?: readonly string[]
}

/** Where and how a stored table is checked. */
export type CheckPlace = Pick<StageContext, "root"> & {
  readonly settings: Pick<StageContext["settings"], "validate" | "task" | "data">
  readonly effects: Pick<StageContext["effects"], "clock">
}

/** Try the rules some columns at a time, so that a table of any length is checked in bounded memory. */
export async function checkStored(
  place: CheckPlace,
  table: StoredTable,
  facts: Pick<TableFacts, "lastRows" | "extra" | "unread">,
): Promise<{ readonly rows: number; readonly found: readonly Check[] }> {
  const { root, effects } = place
  const { validate: settings, task } = place.settings
  const { path, schema } = table
  const { rows, repeats, ids, kept } = await countTable(path, schema, { root, temporary: temporaryOf(root), task })
  const aged = settings.maxAgeHours === undefined ? [] : schema.columns.filter(({ role }) => role === "time")
  const times = await valuesOf(root, table, aged)
  const now = effects.clock.now()
  const found: Check[] = [...checkTable(schema, { count: rows, columns: times }, { ...facts, settings, now, repeats })]
  for (const part of partsOf(schema, rows, place)) {
    const looked = part.columns.filter((column) => isChecked(column) && !isCountedId(column) && !kept.has(column.name))
    const values = { count: rows, columns: await valuesOf(root, table, looked) }
    found.push(...checkColumns(part, values, { settings, task, countedIds: ids, kept }))
  }
  return { rows, found }
}

/** To read no column would still go through all rows. */
async function valuesOf(root: string, table: StoredTable, columns: readonly ColumnSchema[]): Promise<Rows["columns"]> {
  return columns.length === 0 ? new Map() : (await readPart(root, table, { columns })).columns
}

/** A schema in parts, each of as many columns as fit in memory. */
export function partsOf({ columns }: Schema, rows: number, { settings }: CheckPlace): readonly Schema[] {
  const bytes = settings.data.memoryMegabytes * 1_000_000
  const most = Math.max(1, Math.floor(bytes / (bytesPerCell * Math.max(1, rows))))
  return Array.from({ length: Math.ceil(columns.length / most) }, (_, part) => ({
    columns: columns.slice(part * most, (part + 1) * most),
  }))
}

/** Those columns of a part that the table has; `keep` as in `readStored`. */
export async function readPart(
  root: string,
  { path, present }: Omit<StoredTable, "schema">,
  { columns: wanted, keep }: Schema & { readonly keep?: Int32Array },
): Promise<Rows> {
  const columns = wanted.filter(({ name }) => present === undefined || present.includes(name))
  const options = { root, temporary: temporaryOf(root) }
  return readStored(path, { columns }, keep === undefined ? options : { ...options, keep })
}

const temporaryOf = (root: string): string => join(root, projectPaths.temporary)

/** Columns of other roles are not looked at. */
function isChecked({ role }: ColumnSchema): boolean {
  return role === "feature" || role === "time" || role === "target" || role === "weight" || role === "id"
}

/** A number, and what is held beside it while it is read. */
const bytesPerCell = 16
