import type { Column, Rows, Schema } from "../../schema/index.ts"

/** Columns whose values are missing in the same rows: one cause, such as a device that was off or a form's part not filled in. */
export interface MissingTogether {
  /** Most missing first. */
  readonly columns: readonly string[]
  /** Rows of the sample in which all of them are missing, as a share in (0, 1]. */
  readonly share: number
}

/**
 * Groups of columns that are missing together, the largest share first. A column joins a group when the rows in which it and the
 * group's first are both missing are nearly all in which either is (Jaccard index of 0.95 or more).
 *
 * @param rows a sample, spread evenly over the table
 */
export function missingTogether(rows: Rows, schema: Schema): readonly MissingTogether[] {
  const holes = schema.columns
    .flatMap(({ name }) => {
      const column = rows.columns.get(name)
      return column === undefined ? [] : [{ name, rows: missingRows(column) }]
    })
    .filter(({ rows: { length } }) => length >= fewestRows && length < rows.count)
    .sort((one, other) => other.rows.length - one.rows.length)
    .slice(0, mostColumns)
  const groups: { readonly first: Int32Array; common: Int32Array; readonly columns: string[] }[] = []
  for (const { name, rows: missing } of holes) {
    const group = groups.find(({ first }) => isNearlySame(first, missing))
    if (group === undefined) groups.push({ first: missing, common: missing, columns: [name] })
    else {
      group.columns.push(name)
      group.common = inBoth(group.common, missing)
    }
  }
  return groups
    .filter(({ columns }) => columns.length > 1)
    .map(({ columns, common }) => ({ columns, share: common.length / rows.count }))
    .sort((one, other) => other.share - one.share)
}

function missingRows(column: Column): Int32Array {
  const found: number[] = []
  if (column.kind === "string") {
    for (const [row, code] of column.codes.entries()) if (code < 0) found.push(row)
  } else {
    for (const [row, value] of column.values.entries()) if (Number.isNaN(value)) found.push(row)
  }
  return Int32Array.from(found)
}

function isNearlySame(one: Int32Array, other: Int32Array): boolean {
  const smaller = Math.min(one.length, other.length)
  if (smaller < nearlySame * Math.max(one.length, other.length)) return false
  const both = inBoth(one, other).length
  return both >= nearlySame * (one.length + other.length - both)
}

/** @param one ascending, as `other` */
function inBoth(one: Int32Array, other: Int32Array): Int32Array {
  const found: number[] = []
  let at = 0
  for (const row of one) {
    while (at < other.length && other[at]! < row) at++
    if (other[at] === row) found.push(row)
  }
  return Int32Array.from(found)
}

const nearlySame = 0.95

/** Two columns can lack a value in the same few rows by chance. */
const fewestRows = 5

/** Columns looked at, those with the most missing values. */
const mostColumns = 300
