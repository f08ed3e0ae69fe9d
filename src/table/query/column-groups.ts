import { join } from "node:path"
import type { Engine } from "./engine.ts"
import { sqlText } from "./sql.ts"

/**
 * A relation of the columns that selects over the same rows give, group after group. What the engine takes to plan and run one select
 * of many long expressions grows faster than their number, so those of a wide table are taken a group at a time and laid side by
 * side; of other tables there is one group, and nothing is written.
 *
 * @param group.name another one for each call that an engine sees
 * @param group.select rows in the order of the files, the same for every group; `number` counts the groups from 0
 */
export async function inGroups<T>(
  engine: Engine,
  columns: readonly T[],
  group: { readonly name: string; readonly select: (columns: readonly T[], number: number) => string },
): Promise<string> {
  if (!isWide(columns)) return `(${group.select(columns, 0)})`
  const parts: string[] = []
  for (const [number, some] of groupsOf(columns).entries()) {
    const path = sqlText(join(engine.folder, `typed-${group.name}-${number}.parquet`))
    await engine.run(
      `COPY (${group.select(some, number)}) TO ${path} (FORMAT parquet, COMPRESSION lz4_raw, USE_TMP_FILE false)`,
    )
    parts.push(`read_parquet(${path})`)
  }
  return `(SELECT * FROM ${parts.join(" POSITIONAL JOIN ")})`
}

/** Columns as many at a time as one select should have; those of most tables are one group. */
export function groupsOf<T>(columns: readonly T[]): readonly (readonly T[])[] {
  if (!isWide(columns)) return [columns]
  return Array.from({ length: Math.ceil(columns.length / columnsAtOnce) }, (_, group) =>
    columns.slice(group * columnsAtOnce, (group + 1) * columnsAtOnce),
  )
}

/** Whether so many columns are read group after group. */
export function isWide(columns: readonly unknown[]): boolean {
  return columns.length > mostAtOnce
}

/** Tables of so many columns are read in one piece. */
const mostAtOnce = 1200

const columnsAtOnce = 500
