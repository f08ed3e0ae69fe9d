import papaparse from "papaparse"
import { isPlainObject } from "../base/index.ts"
import { type Parsed, type Problem, type Rows, recordsOf } from "../schema/index.ts"
import { parseCsv, parseJson, parseJsonLines } from "./body.ts"
import { shapeUnknown, tooManyRows } from "./errors.ts"
import { exactJson, numberText } from "./number-text.ts"
import type { Output } from "./prediction.ts"
import { kindOf } from "./reply.ts"
import type { ServedModel } from "./served-model.ts"
import { answer, refuseProblems, type Service } from "./service.ts"

/** One batch request: who asks and when its body was there. */
export interface BatchRequest {
  readonly served: ServedModel
  readonly requestId?: string
  readonly startedAt: number
}

/** A decoded table: rows by slice, and how to write it back with its answers. */
export interface Batch {
  readonly count: number
  parse(start: number, end: number): Parsed
  /** The rows of a slice as records, for the log. */
  records(slice: Slice): readonly unknown[]
  /** The same columns and the answers, in the format it came in. */
  write(outputs: readonly Output[]): string
}

export interface Slice {
  readonly start: number
  readonly end: number
  readonly rows: Rows
}

/** @throws serve.body-unreadable */
export function csvBatch(text: string, served: ServedModel): Batch {
  const { header, cells, delimiter } = parseCsv(text)
  const names = answerColumns(header, served.columns.classes)
  return {
    count: cells.length,
    parse: (start, end) => served.parseCells({ header, cells: cells.slice(start, end) }),
    records: (slice) => recordsOf(served.model.schema, slice.rows),
    write: (outputs) => {
      const lines = cells.map((row, position) => [...row, ...answerCells(outputs[position]!, served)])
      return `${papaparse.unparse([[...header, ...names], ...lines], { delimiter, newline: "\n" })}\n`
    },
  }
}

/** @throws serve.body-unreadable, serve.shape-unknown */
export function jsonBatch(text: string, served: ServedModel): Batch {
  const records = parseJson(text)
  if (!Array.isArray(records)) throw shapeUnknown("an array of objects", kindOf(records))
  return recordBatch(records, served, (written) => `[${written.join(",")}]`)
}

/** @throws serve.body-unreadable */
export function jsonLinesBatch(text: string, served: ServedModel): Batch {
  return recordBatch(parseJsonLines(text), served, (written) => written.map((line) => `${line}\n`).join(""))
}

/**
 * Check every row, then predict slice by slice, letting other requests in between and the log write before the next.
 *
 * @throws serve.records-invalid, serve.too-many-rows
 */
export async function answerBatch(service: Service, batch: Batch, request: BatchRequest): Promise<readonly Output[]> {
  const { maxBatchRows } = service.settings
  if (batch.count > maxBatchRows) throw tooManyRows(batch.count, maxBatchRows, "maxBatchRows")
  const outputs: Output[] = []
  for (const slice of await parseSlices(batch)) {
    const answered = answer(service, request.served, { ...request, rows: slice.rows, inputs: batch.records(slice) })
    outputs.push(...answered.outputs)
    await service.log.flush()
    await new Promise(setImmediate)
  }
  return outputs
}

/** @throws serve.records-invalid */
async function parseSlices(batch: Batch): Promise<readonly Slice[]> {
  const slices: Slice[] = []
  const problems: Problem[] = []
  for (let start = 0; start === 0 || start < batch.count; start += SLICE_ROWS) {
    const end = Math.min(start + SLICE_ROWS, batch.count)
    const parsed = batch.parse(start, end)
    for (const problem of parsed.problems) {
      problems.push(problem.row === null ? problem : { ...problem, row: problem.row + start })
    }
    if (problems.length >= MOST_PROBLEMS) break
    slices.push({ start, end, rows: parsed.rows })
    await new Promise(setImmediate)
  }
  refuseProblems(problems.slice(0, MOST_PROBLEMS), batch.count)
  return slices
}

function recordBatch(
  records: readonly unknown[],
  served: ServedModel,
  join: (written: readonly string[]) => string,
): Batch {
  const known = new Set(records.flatMap((record) => (isPlainObject(record) ? Object.keys(record) : [])))
  const names = answerColumns([...known], served.columns.classes)
  return {
    count: records.length,
    parse: (start, end) => served.parseBatch(records.slice(start, end)),
    records: (slice) => records.slice(slice.start, slice.end),
    write: (outputs) =>
      join(
        records.map((record, row) => {
          const values = answerValues(outputs[row]!, served)
          return exactJson({
            ...(record as object),
            ...Object.fromEntries(names.map((name, position) => [name, values[position]])),
          })
        }),
      ),
  }
}

/** Names of the answer's columns; one that the table has already gets underscores, so that nothing of it is lost. */
export function answerColumns(taken: readonly string[], classes: readonly string[]): readonly string[] {
  return ["prediction", ...classes.map((label) => `probability_${label}`)].map((name) => {
    let free = name
    while (taken.includes(free)) free += "_"
    return free
  })
}

/** In the order of `answerColumns`. */
export function answerValues(output: Output, served: ServedModel): readonly Output["prediction"][] {
  return [output.prediction, ...served.columns.classes.map((label) => output.probabilities![label]!)]
}

function answerCells(output: Output, served: ServedModel): readonly string[] {
  return answerValues(output, served).map((value) => (typeof value === "number" ? numberText(value) : String(value)))
}

/** A few ms of work. */
const SLICE_ROWS = 2000
const MOST_PROBLEMS = 100
