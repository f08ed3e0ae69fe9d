import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import type { Clock, Progress } from "../base/index.ts"
import {
  type Check,
  type DriftReport,
  type DriftTests,
  type Schema,
  type Sketch,
  testDrift,
  validityOf,
} from "../schema/index.ts"
import { type CheckPlace, checkStored, partsOf, readPart, type StoredTable } from "../stages/index.ts"
import { ingestFiles } from "../table/index.ts"
import { driftFrom, type Trained } from "./drift-from.ts"
import { placesOf } from "./places.ts"
import { type Project, targetSpec } from "./project.ts"

/** A table held to its schema and to the training rows. */
export interface Held {
  readonly rows: number
  readonly found: readonly Check[]
  readonly notes: readonly string[]
  readonly drift: DriftReport
}

/** The project's raw files, read anew into a file of its own and checked some columns at a time, so that a table of any length fits. */
export async function holdStored(
  project: Project,
  schema: Schema,
  effects: { readonly trained: Trained | undefined; readonly progress: Progress; readonly clock: Clock },
): Promise<Held> {
  const { root, config } = project
  const { trained, progress } = effects
  const { validate: settings, data } = config
  const places = placesOf(root)
  await mkdir(places.temporary, { recursive: true })
  const folder = await mkdtemp(join(places.temporary, "validate-"))
  try {
    const path = join(folder, "table.parquet")
    const options = { settings: data, ...places, schema, target: targetSpec(project), present: true, progress }
    const { columns, extra, leftOut, notes } = await ingestFiles(data.files, options, path)
    const table = { path, schema, present: columns }
    const place = { root, settings: config, effects }
    const lastRows = trained?.reference.tableRows
    progress({ text: "checking" })
    const { rows, found } = await checkStored(place, table, {
      extra,
      unread: leftOut,
      ...(lastRows === undefined ? {} : { lastRows }),
    })
    if (trained !== undefined) progress({ text: "comparing with the training rows" })
    const drift = await driftFrom(trained, (reference) => testStored(reference, { rows, place, table }), {
      settings,
      isReadable: validityOf(found, { settings }).ok,
      sample: (inputs) => {
        const step = Math.max(1, Math.ceil(rows / mostSampled))
        const keep = Int32Array.from({ length: Math.ceil(rows / step) }, (_, row) => row * step)
        const columns = schema.columns.filter(({ name }) => inputs.has(name))
        return readPart(root, table, { columns, keep })
      },
    })
    return { rows, found, notes, drift }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The tests of all columns, each read when it is its turn. */
async function testStored(
  reference: Sketch,
  { rows, place, table }: { readonly rows: number; readonly place: CheckPlace; readonly table: StoredTable },
): Promise<readonly DriftTests[]> {
  const { root, settings } = place
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
        await readPart(root, table, part),
        settings.validate,
      ),
    )
  }
  const gone = only((name) => !named.has(name))
  return [...made, testDrift(gone, { count: rows, columns: new Map() }, settings.validate)]
}

/** As many as an effect is measured on. */
const mostSampled = 1000
