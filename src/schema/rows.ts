/**
 * The values of one column in memory, `rows` long.
 *
 * `number` holds integer and number as they are, boolean as 0 and 1, date and datetime as milliseconds since 1970 UTC; NaN is
 * missing. `string` holds category and text as codes into `words`; -1 is missing.
 */
export type Column =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "string"; readonly codes: Int32Array; readonly words: readonly string[] }

/** Checked rows in memory, by column; every column has `count` values. */
export interface Rows {
  readonly count: number
  readonly columns: ReadonlyMap<string, Column>
}

/** Rows at `indices`, in that order, as new columns. */
export function takeRows(rows: Rows, indices: Int32Array): Rows {
  const columns = new Map<string, Column>()
  for (const [name, column] of rows.columns) columns.set(name, takeColumn(column, indices))
  return { count: indices.length, columns }
}

export function takeColumn(column: Column, indices: Int32Array): Column {
  switch (column.kind) {
    case "number":
      return { kind: "number", values: Float64Array.from(indices, (row) => column.values[row]!) }
    case "string":
      return { kind: "string", codes: Int32Array.from(indices, (row) => column.codes[row]!), words: column.words }
  }
}
