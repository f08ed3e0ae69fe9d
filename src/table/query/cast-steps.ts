import type { CastColumn } from "./cast.ts"

/**
 * The first step of several columns as a relation; the second steps are taken over it.
 *
 * @param others columns of the relation that are to stay as they are
 */
export function firstStep(columns: readonly CastColumn[], from: string, others: readonly string[] = []): string {
  const items = [...others, ...columns.map(({ key, cast }) => `${key}, ${cast.raw} AS r${key}`)]
  // no columns are wanted of a table without what was asked for; an empty select list is no SQL
  return items.length === 0 ? from : `(SELECT ${items.join(", ")} FROM ${from})`
}

/** The value of a column over `firstStep`. */
export function castValue({ key, cast }: CastColumn): string {
  return cast.value(`r${key}`, key)
}

/** Whether there is a value over `firstStep` and it is not what is wanted; never NULL. Undefined when every value will do. */
export function castBad(column: CastColumn): string | undefined {
  const missing = castMissing(column)
  // CASE looks at the costly part only where a value is lacking; AND would look at it in every row.
  return missing === undefined
    ? undefined
    : `CASE WHEN ${column.key} IS NULL OR (${castValue(column)}) IS NOT NULL THEN false ELSE NOT (${missing}) END`
}

/** Whether a row over `firstStep` may be without a value of the column, for a row that is; undefined when every value will do. */
export function castMissing({ key, cast }: CastColumn): string | undefined {
  return cast.missing?.(`r${key}`, key)
}
