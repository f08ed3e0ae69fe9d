import {
  type Check,
  type ColumnSchema,
  checkColumns,
  checkTable,
  type Rows,
  type Schema,
  type TableFacts,
  type Task,
} from "../schema/index.ts"
import { countTable, isCountedId, readStored, type StoredOptions } from "../table/index.ts"
import type { StageContext } from "./context.ts"

/** A table as `ingestFiles` wrote it. */
export interface StoredTable {
  readonly path: string
  /** What it is held to. */
  readonly schema: Schema
  /** Names of the columns it has; all of the schema when absent. */
  readonly present?: readonly string[]
}

/** Where and how a stored table is checked. */
export interface CheckPlace {
  readonly root: string
  /** Folder for what does not fit in memory. */
  readonly temporary: string
  /** Without a task the classes of a target are not looked at. */
  readonly settings: Pick<StageContext["settings"], "validate" | "data"> & { readonly task?: Task | undefined }
  readonly effects: Pick<StageContext["effects"], "clock">
}

/** Try the rules some columns at a time, so that a table of any length is checked in bounded memory. */
export async function checkStored(
  place: CheckPlace,
  table: StoredTable,
  {
    needTarget = true,
    ...facts
  }: Pick<TableFacts, "lastRows" | "extra" | "unread"> & { readonly needTarget?: boolean },
): Promise<{ readonly rows: number; readonly found: readonly Check[] }> {
  const { validate: settings, task } = place.settings
  const { path, schema } = table
  const { rows, repeats, ids, kept } = await countTable(path, schema, { ...readingOf(place), task })
  const aged = settings.maxAgeHours === undefined ? [] : schema.columns.filter(({ role }) => role === "time")
  const times = await valuesOf(place, table, aged)
  const now = place.effects.clock.now()
  const found: Check[] = [...checkTable(schema, { count: rows, columns: times }, { ...facts, settings, now, repeats })]
  for (const part of partsOf(schema, rows, place)) {
    const looked = part.columns.filter((column) => isChecked(column) && !isCountedId(column) && !kept.has(column.name))
    const values = { count: rows, columns: await valuesOf(place, table, looked) }
    const known = { countedIds: ids, kept }
    found.push(...checkColumns(part, values, { settings, needTarget, ...(task !== undefined && { task }), ...known }))
  }
  return { rows, found }
}

/** To read no column would still go through all rows. */
async function valuesOf(
  place: CheckPlace,
  table: StoredTable,
  columns: readonly ColumnSchema[],
): Promise<Rows["columns"]> {
  return columns.length === 0 ? new Map() : (await readPart(place, table, { columns })).columns
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
  place: CheckPlace,
  { path, present }: Omit<StoredTable, "schema">,
  { columns: wanted, keep }: Schema & { readonly keep?: Int32Array },
): Promise<Rows> {
  const columns = wanted.filter(({ name }) => present === undefined || present.includes(name))
  return readStored(path, { columns }, { ...readingOf(place), ...(keep !== undefined && { keep }) })
}

function readingOf({ root, temporary, settings: { data } }: CheckPlace): Omit<StoredOptions, "keep"> {
  return { root, temporary, limits: data }
}

/** Columns of other roles are not looked at. */
function isChecked({ role }: ColumnSchema): boolean {
  return role === "feature" || role === "time" || role === "target" || role === "weight" || role === "id"
}

/** A number, and what is held beside it while it is read. */
const bytesPerCell = 16
