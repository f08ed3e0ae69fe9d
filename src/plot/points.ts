import { type Json, nearest } from "../base/index.ts"
import type { PlotDefinition } from "./definition.ts"
import { fieldMissing } from "./errors.ts"
import type { Row } from "./read-rows.ts"

/** A plot with the rows of every revision that has it. */
export interface PlotPoints {
  readonly definition: PlotDefinition
  /** In the order asked for. */
  readonly revisions: readonly string[]
  /** Names of the fields on the two axes. */
  readonly x: string
  readonly y: string
  /** Each row with its revision in `rev`, and where several fields or files are drawn with which it is in `field` and `filename`. */
  readonly values: readonly Row[]
  /** Fields and files that tell lines of one revision apart; empty when there is one. */
  readonly apart: readonly ("field" | "filename")[]
}

/**
 * The points of a plot, as DVC hands them to Vega.
 *
 * @param rowsOf rows by revision and file; a file that a revision does not have is left out
 * @throws plot.field-missing
 */
export function pointsOf(
  definition: PlotDefinition,
  rowsOf: ReadonlyMap<string, ReadonlyMap<string, readonly Row[]>>,
): PlotPoints {
  const fields = new Set(definition.lines.map(({ field }) => field))
  const files = new Set(definition.lines.map(({ file }) => file))
  const apart = [...(fields.size > 1 ? (["field"] as const) : []), ...(files.size > 1 ? (["filename"] as const) : [])]
  const values: Row[] = []
  let x = stepField
  let y = ""
  for (const [rev, byFile] of rowsOf) {
    for (const line of definition.lines) {
      const rows = byFile.get(line.file)
      if (rows === undefined || rows.length === 0) continue
      const field = line.field ?? Object.keys(rows[0]!).at(-1)!
      const own = typeof definition.x === "string" ? definition.x : definition.x?.[line.file]
      checkField(rows, line.file, field)
      if (own !== undefined) checkField(rows, line.file, own)
      x = own ?? x
      y = apart.length === 0 ? field : sharedField
      for (const [step, row] of rows.entries())
        values.push(pointOf(row, { rev, step, field, own, apart, file: line.file }))
    }
  }
  const revisions = [...rowsOf.keys()].filter((rev) => values.some((value) => value["rev"] === rev))
  return { definition, revisions, x, y, values, apart }
}

interface Point {
  readonly rev: string
  readonly step: number
  readonly field: string
  readonly own: string | undefined
  readonly apart: PlotPoints["apart"]
  readonly file: string
}

function pointOf(row: Row, { rev, step, field, own, apart, file }: Point): Row {
  const marks: Record<string, Json> = { rev }
  if (apart.length > 0) marks[sharedField] = row[field] ?? null
  if (apart.includes("field")) marks["field"] = field
  if (apart.includes("filename")) marks["filename"] = file
  return { ...row, ...(own === undefined ? { [stepField]: step } : {}), ...marks }
}

function checkField(rows: readonly Row[], file: string, field: string): void {
  const known = new Set(rows.flatMap((row) => Object.keys(row)))
  if (!known.has(field)) throw fieldMissing(file, field, nearest(field, [...known]))
}

const stepField = "step"

/** DVC's name for the value where lines are of different fields. */
const sharedField = "dvc_inferred_y_value"
