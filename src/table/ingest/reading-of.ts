import { firstStep } from "../query/cast-steps.ts"
import { inGroups } from "../query/column-groups.ts"
import type { Engine } from "../query/engine.ts"
import type { Source } from "../source.ts"
import { goodRows } from "./good-rows.ts"
import { type ReadColumn, strictValue } from "./unreadable.ts"

/** How columns are read out of the engine: from what, and each by which expression. */
interface Reading {
  readonly from: string
  readonly readValue: (column: ReadColumn) => string
}

/** The values of a wide table, laid down in groups of columns. */
export async function groupedReading(engine: Engine, source: Source, columns: readonly ReadColumn[]): Promise<Reading> {
  const from = await inGroups(engine, columns, {
    name: "fetched",
    select: (group) => {
      const items = group.map((column) => `${strictValue(column)} AS ${column.key}`)
      return `SELECT ${items.join(", ")} FROM ${firstStep(group, source.relation())}`
    },
  })
  return { from, readValue: ({ key }) => key }
}

/** The values of a table, looked at once. */
export function plainReading(source: Source, columns: readonly ReadColumn[]): Reading {
  return { from: firstStep(columns, source.relation()), readValue: strictValue }
}

/**
 * The rows that can be read in all of the columns.
 *
 * @param name another one for each call that an engine sees
 */
export async function goodReading(
  engine: Engine,
  source: Source,
  { readable, name }: { readonly readable: readonly ReadColumn[]; readonly name: string },
): Promise<Reading> {
  return { from: await goodRows(engine, source, { columns: readable, name }), readValue: ({ key }) => key }
}
