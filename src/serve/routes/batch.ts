import papaparse from "papaparse"
import { isPlainObject } from "../../base/index.ts"
import type { Output } from "../../model/index.ts"
import { type Parsed, type Rows, recordsOf, takeRows } from "../../schema/index.ts"
import { shapeUnknown, tooManyRows } from "../errors.ts"
import { exactJson, numberText } from "../log/number-text.ts"
import type { ServedModel } from "../served-model.ts"
import { answer, refuseProblems, type Service } from "../service.ts"
import { parseCsv, parseJson, parseJsonLines } from "./body.ts"
import { kindOf } from "./reply.ts"

/** One batch request: who asks and when its body was there. */
export interface BatchRequest {
  readonly served: ServedModel
  readonly requestId?: string
  readonly startedAt: number
}

/** A decoded table. */
export interface Batch {
  readonly count: number
  parse(): Parsed
  /** Some of the parsed rows, from `start` on, as records for the log. */
  records(rows: Rows, start: number): readonly unknown[]
}

/** A decoded text and how to write it back with its answers. */
export interface TextBatch extends Batch {
  /** The same columns and the answers, in the format it came in. */
  write(outputs: readonly Output[]): string
}

/** @throws serve.body-unreadable */
export function csvBatch(text: string, served: ServedModel): TextBatch {
  const { header, cells, delimiter } = parseCsv(text)
  const names = answerColumns(header, served.columns.classes)
  return {
    count: cells.length,
    parse: () => served.parseCells({ header, cells }),
    records: (rows) => recordsOf(served.model.schema, rows),
    write: (outputs) => {
      const lines = cells.map((row, position) => [...row, ...answerCells(outputs[position]!, served)])
      return `${papaparse.unparse([[...header, ...names], ...lines], { delimiter, newline: "\n" })}\n`
    },
  }
}

/** @throws serve.body-unreadable, serve.shape-unknown */
export function jsonBatch(text: string, served: ServedModel): TextBatch {
  const records = parseJson(text)
  if (!Array.isArray(records)) throw shapeUnknown("an array of objects", kindOf(records))
  return recordBatch(records, served, (written) => `[${written.join(",")}]`)
}

/** @throws serve.body-unreadable */
export function jsonLinesBatch(text: string, served: ServedModel): TextBatch {
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
  const { rows, problems } = batch.parse()
  refuseProblems(problems, batch.count)
  const outputs: Output[] = []
  for (let start = 0; start < batch.count; start += SLICE_ROWS) {
    const slice = takeRows(rows, rangeOf(start, Math.min(start + SLICE_ROWS, batch.count)))
    const answered = answer(service, request.served, { ...request, rows: slice, inputs: batch.records(slice, start) })
    outputs.push(...answered.outputs)
    await service.log.flush()
    await new Promise(setImmediate)
  }
  return outputs
}

function rangeOf(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, position) => start + position)
}

function recordBatch(
  records: readonly unknown[],
  served: ServedModel,
  join: (written: readonly string[]) => string,
): TextBatch {
  const known = new Set(records.flatMap((record) => (isPlainObject(record) ? Object.keys(record) : [])))
  const names = answerColumns([...known], served.columns.classes)
  return {
    count: records.length,
    parse: () => served.parseBatch(records),
    records: (rows, start) => records.slice(start, start + rows.count),
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

/** Names of the answer's columns; one that the table has already gets a number, so that nothing of it is lost. */
export function answerColumns(taken: readonly string[], classes: readonly string[]): readonly string[] {
  return ["prediction", ...classes.map((label) => `probability_${label}`)].map((name) => {
    let free = name
    for (let number = 2; taken.includes(free); number++) free = `${name}_${number}`
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
