import type { CastColumn } from "../query/cast.ts"
import { castValue, firstStep } from "../query/cast-steps.ts"
import { inGroups } from "../query/column-groups.ts"
import type { Engine } from "../query/engine.ts"
import type { Source } from "../source.ts"
import { anyBad } from "./unreadable.ts"

/**
 * A relation of the columns by key, over the rows that can be read in all of them; lines that cannot be cut are left out too.
 *
 * @param name another one for each call that an engine sees
 */
export async function goodRows(
  engine: Engine,
  source: Source,
  { columns, name }: { readonly columns: readonly CastColumn[]; readonly name: string },
): Promise<string> {
  const csv = source.dialect !== undefined
  const flags: string[] = []
  const typed = await inGroups(engine, columns, {
    name,
    select: (group, number) => {
      const relation = source.relation(csv ? { rejects: `${name}_${number}` } : {})
      const items = group.map((column) => `${castValue(column)} AS ${column.key}`)
      const flag = `b${number}`
      flags.push(flag)
      return `SELECT ${[...items, `${anyBad(group)} AS ${flag}`].join(", ")} FROM ${firstStep(group, relation)}`
    },
  })
  return `(SELECT * FROM ${typed} WHERE NOT (${flags.join(" OR ")}))`
}
