import type { FastifyRequest } from "fastify"
import { contributionsOf, explain, type Predicted } from "../model/index.ts"
import type { Rows } from "../schema/index.ts"
import type { ServeSettings } from "./config.ts"
import { queryInvalid, tooManyRows } from "./errors.ts"
import { exactJson } from "./number-text.ts"
import type { ServedModel } from "./served-model.ts"

/** What an answer tells besides the prediction, as the address of the request asks for it. */
export interface Extras {
  /** `explain=true`: what moved the prediction, column by column. */
  readonly explain: boolean
}

/** @throws serve.query-invalid, serve.too-many-rows */
export function askedExtras(
  { query }: Pick<FastifyRequest, "query">,
  limits: { readonly rows: number; readonly settings: Pick<ServeSettings, "maxExplainedRows"> },
): Extras {
  const explained = truthOf("explain", (query as Readonly<Record<string, unknown>>)["explain"])
  const { maxExplainedRows } = limits.settings
  if (explained && limits.rows > maxExplainedRows) throw tooManyRows(limits.rows, maxExplainedRows, "maxExplainedRows")
  return { explain: explained }
}

/** By row: further fields of its answer as JSON text that starts with a comma; none when nothing was asked for. */
export function extraTexts(
  served: ServedModel,
  asked: Extras,
  answered: { readonly rows: Rows; readonly predicted: Predicted },
): readonly string[] {
  if (!asked.explain || answered.rows.count === 0) return []
  const { model, classes } = served
  const attributions = explain(model, answered.rows, answered.predicted)
  const { unit, of, base } = attributions
  return Array.from({ length: answered.rows.count }, (_, row) => {
    const label = classes.answers[of[row]!]
    const contributions = contributionsOf(attributions, row)
    const told = { unit, ...(label === undefined ? {} : { of: label }), base: base[row]!, contributions }
    return `,"explanation":${exactJson(told)}`
  })
}

function truthOf(name: string, given: unknown): boolean {
  if (given === undefined || given === "false") return false
  if (given === "true" || given === "") return true
  throw queryInvalid(name, "true or false", given)
}
