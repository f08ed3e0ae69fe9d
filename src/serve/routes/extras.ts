import type { FastifyRequest } from "fastify"
import { explain, explanationOf, intervals, type Predicted, predictionSets } from "../../model/index.ts"
import type { Rows } from "../../schema/index.ts"
import type { ServeSettings } from "../config.ts"
import { queryInvalid, queryUnknown, tooManyRows } from "../errors.ts"
import { exactJson } from "../log/number-text.ts"
import type { ServedModel } from "../served-model.ts"

/** What an answer tells besides the prediction, as the address of the request asks for it. */
export interface Extras {
  /** `explain=true`: what moved the prediction, column by column. */
  readonly explain: boolean
  /** `interval=0.9`: between which numbers the truth lies in that share of rows. */
  readonly interval?: number
  /** `predictionSet=0.9`: among which classes the truth is in that share of rows. */
  readonly predictionSet?: number
}

/**
 * @throws serve.query-unknown, serve.query-invalid, serve.too-many-rows, model.intervals-missing, model.interval-level,
 * model.prediction-sets-missing, model.prediction-set-level
 */
export function askedExtras(
  { query }: Pick<FastifyRequest, "query">,
  { model }: ServedModel,
  limits: { readonly rows: number; readonly settings: Pick<ServeSettings, "maxExplainedRows"> },
): Extras {
  const given = query as Readonly<Record<string, unknown>>
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) throw queryUnknown(unknown, known)
  const explained = truthOf("explain", given["explain"])
  const interval = shareOf("interval", given["interval"])
  const predictionSet = shareOf("predictionSet", given["predictionSet"])
  // A request that cannot be answered whole is refused before anything of it is logged.
  if (interval !== undefined) intervals(model, { values: new Float64Array(0), probabilities: [] }, interval)
  if (predictionSet !== undefined) predictionSets(model, { probabilities: [] }, predictionSet)
  const { maxExplainedRows } = limits.settings
  if (explained && limits.rows > maxExplainedRows) throw tooManyRows(limits.rows, maxExplainedRows, "maxExplainedRows")
  return {
    explain: explained,
    ...(interval === undefined ? {} : { interval }),
    ...(predictionSet === undefined ? {} : { predictionSet }),
  }
}

/** By row: further fields of its answer as JSON text that starts with a comma; none when nothing was asked for. */
export function extraTexts(served: ServedModel, asked: Extras, answered: Answers): readonly string[] {
  const { count } = answered.rows
  if (count === 0) return []
  const { interval, predictionSet } = asked
  const parts = [
    ...(interval === undefined ? [] : [intervalTexts(served, interval, answered)]),
    ...(predictionSet === undefined ? [] : [predictionSetTexts(served, predictionSet, answered)]),
    ...(asked.explain ? [explanationTexts(served, answered)] : []),
  ]
  if (parts.length === 0) return []
  return Array.from({ length: count }, (_, row) => parts.map((texts) => texts[row]).join(""))
}

interface Answers {
  readonly rows: Rows
  readonly predicted: Predicted
}

function intervalTexts({ model }: ServedModel, share: number, { predicted }: Answers): readonly string[] {
  const { low, high } = intervals(model, predicted, share)
  return Array.from(low, (least, row) => `,"interval":${exactJson({ share, low: least, high: high[row]! })}`)
}

function predictionSetTexts({ model, classes }: ServedModel, share: number, { predicted }: Answers): readonly string[] {
  return predictionSets(model, predicted, share).map((labels) => {
    const answers = labels.map((label) => classes.answers[label]!)
    return `,"predictionSet":${exactJson({ share, classes: answers })}`
  })
}

function explanationTexts({ model, classes }: ServedModel, { rows, predicted }: Answers): readonly string[] {
  const attributions = explain(model, rows, predicted)
  return Array.from(
    { length: rows.count },
    (_, row) => `,"explanation":${exactJson(explanationOf(attributions, row, classes))}`,
  )
}

function shareOf(name: string, given: unknown): number | undefined {
  if (given === undefined) return undefined
  const share = typeof given === "string" && given.trim() !== "" ? Number(given) : Number.NaN
  if (share > 0 && share < 1) return share
  throw queryInvalid(name, "a share between 0 and 1, such as 0.9", given)
}

function truthOf(name: string, given: unknown): boolean {
  if (given === undefined || given === "false") return false
  if (given === "true" || given === "") return true
  throw queryInvalid(name, "true or false", given)
}

const known: readonly string[] = ["explain", "interval", "predictionSet"]
