import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import type { Clock, Progress } from "../../base/index.ts"
import {
  type Check,
  type DriftReport,
  type DriftTests,
  type Schema,
  type Sketch,
  testDrift,
  validityOf,
} from "../../schema/index.ts"
import { type CheckPlace, checkStored, partsOf, readPart, type StoredTable } from "../../stages/index.ts"
import { type Ingested, ingestFiles, type TableOptions, type TargetSpec } from "../../table/index.ts"
import { placesOf } from "../places.ts"
import type { Project } from "../project.ts"
import { driftFrom, type Trained } from "./drift-from.ts"

/** A table held to its schema and to the training rows. */
export interface Held {
  readonly rows: number
  readonly found: readonly Check[]
  readonly notes: readonly string[]
  readonly drift: DriftReport
}

/** A table and what it is held to. */
export interface HeldTable {
  /** Paths, patterns, folders or addresses. */
  readonly files: readonly string[]
  readonly schema: Schema
  /** What the table must have, or have the columns for; without one, its column is looked at where it is there. */
  readonly target?: TargetSpec
}

/** Raw files, read into a file of its own and checked some columns at a time, so that a table of any length fits. */
export async function holdStored(
  { root, config }: Project,
  held: HeldTable,
  effects: { readonly trained: Trained | undefined; readonly progress: Progress; readonly clock: Clock },
): Promise<Held> {
  const { trained, progress } = effects
  const place = { ...placesOf(root), settings: config, effects }
  return withStored(held, place, async (table, { columns, extra, leftOut, notes }) => {
    // Rows of any other table are no change of the project's own.
    const lastRows = held.target === undefined ? undefined : trained?.reference.tableRows
    progress({ text: "checking" })
    const { rows, found } = await checkStored(place, table, {
      extra,
      unread: leftOut,
      needTarget: held.target !== undefined || columns.includes(config.target.name),
      ...(lastRows === undefined ? {} : { lastRows }),
    })
    if (trained !== undefined) progress({ text: "comparing with the training rows" })
    const settings = config.validate
    const drift = await driftFrom(trained, (reference) => testStored(reference, { rows, place, table }), {
      settings,
      isReadable: validityOf(found, { settings }).ok,
      sample: (inputs) => {
        const step = Math.max(1, Math.ceil(rows / mostSampled))
        const keep = Int32Array.from({ length: Math.ceil(rows / step) }, (_, row) => row * step)
        const columns = table.schema.columns.filter(({ name }) => inputs.has(name))
        return readPart(place, table, { columns, keep })
      },
    })
    return { rows, found, notes, drift }
  })
}

/**
 * Read files into a table of typed columns for some work; it is gone afterwards.
 *
 * @throws table.*
 */
export async function withStored<T>(
  { files, schema, target }: HeldTable,
  place: CheckPlace & Pick<TableOptions, "variables"> & { readonly effects: { readonly progress: Progress } },
  work: (table: StoredTable, ingested: Ingested) => Promise<T>,
): Promise<T> {
  const { temporary, settings, effects } = place
  await mkdir(temporary, { recursive: true })
  const folder = await mkdtemp(join(temporary, "validate-"))
  try {
    const path = join(folder, "table.parquet")
    const reading = { ...place, settings: settings.data, schema, present: true, progress: effects.progress }
    const ingested = await ingestFiles(files, target === undefined ? reading : { ...reading, target }, path)
    return await work({ path, schema, present: ingested.columns }, ingested)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The tests of all columns, each read when it is its turn. */
async function testStored(
  reference: Sketch,
  { rows, place, table }: { readonly rows: number; readonly place: CheckPlace; readonly table: StoredTable },
): Promise<readonly DriftTests[]> {
  const named = new Map(table.schema.columns.map((column) => [column.name, column]))
  const known = { columns: reference.columns.flatMap(({ name }) => named.get(name) ?? []) }
  const only = (has: (name: string) => boolean): Sketch => ({
    ...reference,
    columns: reference.columns.filter(({ name }) => has(name)),
  })
  const made: DriftTests[] = []
  for (const part of partsOf(known, rows, place)) {
    const names = new Set(part.columns.map(({ name }) => name))
    made.push(
      testDrift(
        only((name) => names.has(name)),
        await readPart(place, table, part),
        place.settings.validate,
      ),
    )
  }
  const gone = only((name) => !named.has(name))
  return [...made, testDrift(gone, { count: rows, columns: new Map() }, place.settings.validate)]
}

/** As many as an effect is measured on. */
const mostSampled = 1000
