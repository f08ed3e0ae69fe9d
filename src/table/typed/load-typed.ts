import { rowsRagged } from "../errors.ts"
import type { ColumnPlan } from "../ingest/plan-column.ts"
import type { CastColumn } from "../query/cast.ts"
import { castBad, castValue, firstStep } from "../query/cast-steps.ts"
import { inGroups } from "../query/column-groups.ts"
import type { Engine } from "../query/engine.ts"
import type { Source } from "../source.ts"
import { raggedLines } from "../text/ragged.ts"
import { mostCellsInMemory, setTyped, viewTyped } from "./set-typed.ts"
import { withMalformed } from "./typed-files.ts"

/**
 * Read all rows by the plans into the table `typed`, what cannot be read beside each value as a text.
 *
 * @returns lines that cannot be cut and are left out
 * @throws table.rows-ragged unless they are dropped, table.file-malformed
 */
export async function loadTyped(
  engine: Engine,
  source: Source,
  { plans, attempt, drop }: { readonly plans: readonly ColumnPlan[]; readonly attempt: number; readonly drop: boolean },
): Promise<number> {
  const rejects = `rejects_${attempt}`
  const columns = plans.map(({ column: { key }, cast }, index) => ({ key, cast, index }))
  const { numbered } = source
  if (numbered !== undefined && plans.every(isStored) && (await isLarge(engine, numbered, plans.length))) {
    const from = firstStep(columns, numbered, ["rowid"])
    await withMalformed(source.files[0]!.name, () =>
      viewTyped(engine, `SELECT ${columns.flatMap(typedItems).join(", ")}, rowid FROM ${from}`),
    )
    return 0
  }
  const csv = source.dialect !== undefined
  await withMalformed(source.files[0]!.name, async () => {
    const typed = await inGroups(engine, columns, {
      name: `read${attempt}`,
      select: (group, number) => {
        const relation = source.relation(csv ? { rejects: number === 0 ? rejects : `${rejects}_${number}` } : {})
        return `SELECT ${group.flatMap(typedItems).join(", ")} FROM ${firstStep(group, relation)}`
      },
    })
    await setTyped(engine, `read${attempt}`, `SELECT * FROM ${typed}`)
  })
  if (!csv) return 0
  const ragged = await raggedLines(engine, source, rejects)
  if (ragged.count > 0 && !drop) throw rowsRagged(ragged)
  return ragged.count
}

/** A column's value, and beside it what is bad. */
function typedItems(column: CastColumn & { readonly index: number }): readonly string[] {
  const bad = castBad(column)
  const value = `${castValue(column)} AS ${column.key}`
  return bad === undefined
    ? [value]
    : [value, `CASE WHEN ${bad} THEN CAST(${column.key} AS VARCHAR) END AS b${column.index}`]
}

/** Its values need no reading of texts, so to read them again costs next to nothing. */
function isStored({ column, guess }: ColumnPlan): boolean {
  return column.kind !== "string" || guess.type === "string"
}

async function isLarge(engine: Engine, relation: string, columns: number): Promise<boolean> {
  const [row] = await engine.records(`SELECT count(*)::DOUBLE AS rows FROM ${relation}`)
  return Number(row?.["rows"]) * columns > mostCellsInMemory
}
