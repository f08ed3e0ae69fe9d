import type { Rows, Schema } from "../../schema/index.ts"
import { type DataSettings, dataSettings } from "../config.ts"
import { fetchPlanned } from "../ingest/fetch-planned.ts"
import { planReading } from "../ingest/plan.ts"
import { type TableOptions, withSource } from "../with-source.ts"

export interface StoredOptions extends Omit<TableOptions, "settings"> {
  /** What the engine may take; default: the defaults of section `data`. */
  readonly limits?: Pick<DataSettings, "threads" | "memoryMegabytes">
  /** Ascending numbers, from 0, of the rows that are wanted; all when absent. */
  readonly keep?: Int32Array
}

/**
 * Columns of a table that `ingestFiles` wrote into memory; rows that are not wanted take none.
 *
 * @throws table.column-missing
 */
export async function readStored(file: string, schema: Schema, options: StoredOptions): Promise<Rows> {
  return withSource([file], { ...options, settings: storedSettings(options) }, async (engine, source) => {
    const { columns } = planReading(source, schema, { wanted: () => true, optional: () => false, stored: true })
    return fetchPlanned(engine, source, { columns, ...(options.keep === undefined ? {} : { keep: options.keep }) })
  })
}

/** The settings that a table is read with which `ingestFiles` wrote, whatever those are of the files it came from. */
export function storedSettings({ limits }: Pick<StoredOptions, "limits">): DataSettings {
  const { threads, memoryMegabytes } = limits ?? {}
  return dataSettings.parse({ threads, memoryMegabytes })
}
