import { arePlaces, missingWords, placePatterns } from "../schema/index.ts"
import { missingMarks } from "./guess/missing-marks.ts"
import type { Engine } from "./query/engine.ts"
import { sqlText } from "./query/sql.ts"
import { textCutter } from "./text/cut-text.ts"
import type { Dialect } from "./text/dialect.ts"

/** Which columns of a text file hold places, by its first rows: true, or false for other texts; columns without cells are left out. */
export function placesIn(text: string, dialect: Dialect): ReadonlyMap<number, boolean> {
  // Nearly no table has places, and a place has two points, signs of degrees or a name.
  if (!/\d\.\d+\s*[,;\s]\s*[+-]?\d+\.\d|[°º]|POINT/i.test(text)) return new Map()
  const cutter = textCutter(dialect, 1)
  const rows = [...cutter.push(text.slice(0, sampleCharacters))]
    .filter(({ cells, wrong }) => wrong === undefined && cells.length >= dialect.names.length)
    .slice(dialect.header ? 1 : 0, sampleRows)
  return placesOf(
    dialect.names.map((name, column) => ({ name, cells: rows.map(({ cells }) => cells[column]?.trim() ?? "") })),
  )
}

/**
 * The same of the columns of texts of a relation. What a number is stored as is not guessed later, so all their rows are looked at.
 *
 * @param columns.values expressions; undefined for columns that hold something else
 */
export async function storedPlaces(
  engine: Engine,
  relation: string,
  columns: { readonly names: readonly string[]; readonly values: readonly (string | undefined)[] },
): Promise<ReadonlyMap<number, boolean>> {
  const texts = columns.values.flatMap((value, column) => (value === undefined ? [] : [{ value, column }]))
  if (texts.length === 0) return new Map()
  const sample = await engine.records(
    `SELECT ${texts.map(({ value, column }) => `${value} AS t${column}`).join(", ")} FROM ${relation} LIMIT ${sampleRows}`,
  )
  const seen = placesOf(
    columns.names.map((name, column) => ({
      name,
      cells: sample.map((row) => (typeof row[`t${column}`] === "string" ? (row[`t${column}`] as string).trim() : "")),
    })),
  )
  const found = new Map(seen)
  for (const { value, column } of texts) {
    if (seen.get(column) !== true) continue
    const { pair, point, angles } = placePatterns
    const [{ others } = { others: 0 }] = await engine.records(
      `SELECT count(*)::DOUBLE AS others FROM ${relation} WHERE ${value} IS NOT NULL
       AND NOT regexp_matches(${value}, ${sqlText(pair)}) AND NOT regexp_matches(${value}, ${sqlText(point)}, 'i')
       AND NOT regexp_matches(${value}, ${sqlText(angles)}, 'i')`,
    )
    found.set(column, others === 0)
  }
  return found
}

function placesOf(
  columns: readonly { readonly name: string; readonly cells: readonly string[] }[],
): ReadonlyMap<number, boolean> {
  const found = new Map<number, boolean>()
  for (const [column, { name, cells }] of columns.entries()) {
    const texts = cells.filter((cell) => cell !== "" && !missing.has(cell) && !missingMarks.has(cell))
    if (texts.length > 0) found.set(column, arePlaces(name, texts))
  }
  return found
}

const missing = new Set(missingWords)

const sampleRows = 200

const sampleCharacters = 1 << 16
