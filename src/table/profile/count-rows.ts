import { type TableOptions, withSource } from "../with-source.ts"

/**
 * How many rows a file has, whatever its columns are.
 *
 * @throws what `withSource` throws
 */
export async function countRows(file: string, options: TableOptions): Promise<number> {
  return withSource([file], options, async (engine, source) => {
    const [{ rows } = { rows: 0 }] = await engine.records(`SELECT count(*)::DOUBLE AS rows FROM ${source.relation()}`)
    return Number(rows)
  })
}
