import type { DataSettings } from "../config.ts"
import { type UnreadableValue, valuesUnreadable } from "../errors.ts"
import { locateRows } from "../locate.ts"
import type { Engine } from "../query/engine.ts"
import type { Source } from "../source.ts"
import { shownRows } from "../text/plain-copy.ts"
import { setTyped } from "../typed/set-typed.ts"
import type { ColumnPlan } from "./plan-column.ts"

/**
 * Take the rows with unreadable values out of the typed table, when that is what a person wants.
 *
 * @param bad columns that have such values
 * @returns rows taken out
 * @throws table.value-unreadable when bad rows are to fail
 */
export async function dropBad(
  engine: Engine,
  source: Source,
  { bad, settings }: { readonly bad: readonly ColumnPlan[]; readonly settings: DataSettings },
): Promise<number> {
  const flags = bad.map((plan) => `b${plan.column.key.slice(1)} IS NOT NULL`).join(" OR ")
  const [{ rows } = { rows: 0 }] = await engine.records(`SELECT count(*)::DOUBLE AS rows FROM typed WHERE ${flags}`)
  if (settings.badRows === "drop") {
    await setTyped(engine, "kept", `SELECT COLUMNS('^[cb][0-9]+$') FROM typed WHERE NOT (${flags})`)
    return Number(rows)
  }
  const first: UnreadableValue[] = []
  let values = 0
  for (const { column, cast } of bad) {
    const flag = `b${column.key.slice(1)}`
    const found = await engine.records(
      `SELECT rowid::DOUBLE AS row, ${flag} AS got, (count(*) OVER ())::DOUBLE AS total
       FROM typed WHERE ${flag} IS NOT NULL ORDER BY rowid LIMIT ${shownRows}`,
    )
    values += Number(found[0]?.["total"] ?? 0)
    for (const { row, got } of found) {
      first.push({ row: Number(row) + 1, column: column.name, wanted: cast.wanted, got: String(got) })
    }
  }
  first.sort((one, other) => one.row - other.row)
  throw valuesUnreadable(values, await locateRows(source, first.slice(0, shownRows)))
}
