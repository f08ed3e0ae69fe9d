import { noRows, targetConstant, targetEmpty, tooFewRows } from "../errors.ts"
import { fewestRows } from "../profile/target.ts"
import type { Engine } from "../query/engine.ts"
import { sqlName, sqlText } from "../query/sql.ts"
import type { Source } from "../source.ts"

/**
 * Count what was written and check that there is something to learn.
 *
 * @param written.learnable whether the target must have values that differ
 * @throws table.no-rows, table.target-empty, table.too-few-rows, table.target-constant
 */
export async function checkWritten(
  engine: Engine,
  path: string,
  {
    target,
    source,
    learnable,
  }: { readonly target: string | undefined; readonly source: Source; readonly learnable: boolean },
): Promise<{ readonly rows: number; readonly withoutTarget: number }> {
  const value = target === undefined ? "NULL" : sqlName(target)
  const [row = {}] = await engine.records(
    `SELECT count(*)::DOUBLE AS rows, count(${value})::DOUBLE AS present, CAST(min(${value}) AS VARCHAR) AS low,
     CAST(max(${value}) AS VARCHAR) AS high FROM read_parquet(${sqlText(path)})`,
  )
  const rows = Number(row["rows"])
  const present = Number(row["present"])
  if (rows === 0) throw noRows(source.files.map(({ name }) => name))
  if (target === undefined || !learnable) return { rows, withoutTarget: rows - present }
  if (present === 0) throw targetEmpty(target, rows)
  if (present < fewestRows) throw tooFewRows(present, fewestRows)
  if (row["low"] === row["high"]) throw targetConstant(target, String(row["low"]))
  return { rows, withoutTarget: rows - present }
}
