import { KnownError } from "../../base/index.ts"
import { type Column, inputColumns, type Rows, type Schema } from "../../schema/index.ts"
import { userFeatureFailed, userFeatureType } from "../errors.ts"

/** A value of one cell as the user's functions see and give it; null is missing. Dates are milliseconds since 1970 UTC. */
export type Cell = number | string | boolean | null

export type RowFeature = (row: Readonly<Record<string, Cell>>) => Cell
/** All rows at once; value r of the answer may depend on row r only. */
export type ColumnFeature = (columns: Readonly<Record<string, readonly Cell[]>>) => ArrayLike<Cell>

/** The user's own features: compiled, self-contained code and the functions it exports. */
export interface UserFeatures {
  /** JavaScript of an ES module without imports. */
  readonly code: string
  /** Names of the columns they add. */
  readonly columns: readonly string[]
  readonly rowFeatures: Readonly<Record<string, RowFeature>>
  readonly columnFeatures: Readonly<Record<string, ColumnFeature>>
  /** How each column is stored, fixed by `checkUserFeatures` on the training rows; before that, taken from the values given. */
  readonly kinds: Readonly<Record<string, "number" | "string">>
}

/**
 * Rows with the user's columns added. A number that is not finite is missing.
 *
 * @throws feature.user-feature-failed, feature.user-feature-type
 */
export function applyUserFeatures(userFeatures: UserFeatures, rows: Rows, schema: Schema): Rows {
  const cells = cellsOf(rows, schema)
  const columns = new Map(rows.columns)
  for (const [name, values] of rowValues(userFeatures, cells, rows.count)) {
    columns.set(name, toColumn(name, values, userFeatures.kinds[name]))
  }
  for (const [name, feature] of Object.entries(userFeatures.columnFeatures)) {
    const values = columnValues({ name, feature }, cells, rows.count)
    columns.set(name, toColumn(name, values, userFeatures.kinds[name]))
  }
  return { count: rows.count, columns }
}

type Cells = Readonly<Record<string, readonly Cell[]>>

function cellsOf(rows: Rows, schema: Schema): Cells {
  return Object.fromEntries(
    inputColumns(schema).flatMap(({ name, type }) => {
      const column = rows.columns.get(name)
      return column === undefined ? [] : [[name, Object.freeze(columnCells(column, type === "boolean"))]]
    }),
  )
}

function columnCells(column: Column, isBoolean: boolean): Cell[] {
  if (column.kind === "string") return Array.from(column.codes, (code) => (code < 0 ? null : column.words[code]!))
  return Array.from(column.values, (value) => (Number.isNaN(value) ? null : isBoolean ? value !== 0 : value))
}

function rowValues(
  { rowFeatures }: UserFeatures,
  cells: Cells,
  count: number,
): ReadonlyMap<string, readonly unknown[]> {
  const features = Object.entries(rowFeatures)
  const found = new Map(features.map(([name]) => [name, new Array<unknown>(count)]))
  if (features.length === 0) return found
  for (let at = 0; at < count; at++) {
    const row: Record<string, Cell> = {}
    for (const name in cells) row[name] = cells[name]![at]!
    Object.freeze(row)
    for (const [name, feature] of features) {
      try {
        found.get(name)![at] = feature(row)
      } catch (cause) {
        throw userFeatureFailed(name, at, cause)
      }
    }
  }
  return found
}

function columnValues(
  { name, feature }: { readonly name: string; readonly feature: ColumnFeature },
  cells: Cells,
  count: number,
): readonly unknown[] {
  try {
    const answer: unknown = feature(cells)
    const isList = Array.isArray(answer) || (ArrayBuffer.isView(answer) && !(answer instanceof DataView))
    const values: unknown[] = isList ? Array.from(answer as ArrayLike<unknown>) : []
    if (!isList) throw userFeatureType(name, `a list of ${count} values`, describe(answer))
    if (values.length !== count) throw userFeatureType(name, `a list of ${count} values`, `${values.length} values`)
    return values
  } catch (cause) {
    if (cause instanceof KnownError) throw cause
    throw userFeatureFailed(name, undefined, cause)
  }
}

/** @param kind undefined: as the first value that is not null */
function toColumn(name: string, values: readonly unknown[], kind: "number" | "string" | undefined): Column {
  const first = values.find((value) => value !== null)
  const stored = kind ?? (typeof first === "string" ? "string" : "number")
  const wanted = stored === "string" ? "a string or null" : "a number, boolean or null"
  if (stored === "number") {
    const numbers = new Float64Array(values.length)
    for (const [row, value] of values.entries()) {
      const isNumber = value === null || typeof value === "number" || typeof value === "boolean"
      if (!isNumber) throw userFeatureType(name, wanted, `${describe(value)} for row ${row + 1}`)
      numbers[row] = value === null || !Number.isFinite(Number(value)) ? Number.NaN : Number(value)
    }
    return { kind: "number", values: numbers }
  }
  const codes = new Int32Array(values.length).fill(-1)
  const codeOf = new Map<string, number>()
  for (const [row, value] of values.entries()) {
    if (value === null) continue
    if (typeof value !== "string") throw userFeatureType(name, wanted, `${describe(value)} for row ${row + 1}`)
    if (!codeOf.has(value)) codeOf.set(value, codeOf.size)
    codes[row] = codeOf.get(value)!
  }
  return { kind: "string", codes, words: [...codeOf.keys()] }
}

function describe(value: unknown): string {
  if (value === undefined) return "undefined"
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return JSON.stringify(value)
  return Array.isArray(value) ? "a list" : `a ${typeof value}`
}
