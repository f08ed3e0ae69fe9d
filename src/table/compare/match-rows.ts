import { columnMissing } from "../errors.ts"
import { withEngine } from "../query/engine.ts"
import type { TableOptions } from "../with-source.ts"
import type { Compared } from "./compare-read.ts"
import { compareRows } from "./compare-rows.ts"
import type { ColumnPair } from "./compare-schema.ts"
import type { RowChanges } from "./row-changes.ts"

interface MatchOptions extends Pick<TableOptions, "settings" | "temporary"> {
  readonly id?: readonly string[]
  readonly pairs: readonly ColumnPair[]
}

/** @throws table.column-missing for an id, table.compare-id-repeats */
export async function matchRows(before: Compared, after: Compared, options: MatchOptions): Promise<RowChanges> {
  const { settings, temporary, pairs } = options
  const { threads, memoryMegabytes } = settings
  const paths = [before.parquet, after.parquet]
  return withEngine({ temporary, threads, memoryMegabytes, paths }, (engine) =>
    compareRows(engine, pairs, {
      before: before.parquet,
      after: after.parquet,
      id: idOf(before, after, options.id),
    }),
  )
}

/** @returns no names when rows have none */
function idOf(before: Compared, after: Compared, asked: readonly string[] | undefined): readonly string[] {
  if (asked === undefined || asked.length === 0) return idOfBoth(before, after)
  for (const side of [before, after]) {
    const names = namesOf(side)
    const absent = asked.find((column) => !names.includes(column))
    if (absent !== undefined) throw columnMissing(absent, names, side.files[0] ?? "")
  }
  return asked
}

function idOfBoth(before: Compared, after: Compared): readonly string[] {
  const unique = ({ facts }: Compared, name: string): boolean =>
    facts.some((column) => column.name === name && column.allUnique)
  const found = before.schema.columns.find(
    ({ name, role }) => role === "id" && unique(before, name) && unique(after, name),
  )
  return found === undefined ? [] : [found.name]
}

export const namesOf = ({ columns }: Compared): readonly string[] => columns.map(({ name }) => name)
