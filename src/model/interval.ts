import { type ErrorTable, spreadOf } from "./error-table.ts"
import { intervalLevel, intervalsMissing } from "./errors.ts"
import type { Model, Predicted } from "./model.ts"

/** Both rows long. */
export interface Intervals {
  readonly low: Float64Array
  readonly high: Float64Array
}

/**
 * Conformal prediction intervals: answer + spread x quantiles of the errors made out of fold, as many rows lying below as above.
 * Of new rows like those learnt from, the share inside is at least about `level` (Vovk and others 2005; errors out of fold in place of
 * those of a set held out, Barber and others 2021).
 *
 * @param level share of rows that shall lie inside, in (0, 1)
 * @throws model.intervals-missing, model.interval-level
 */
export function intervals(model: Model, { values }: Predicted, level: number): Intervals {
  const { errors: table } = model
  if (table === undefined) throw intervalsMissing(model.name, model.task)
  const [below, above] = quantilesOf(table, level)
  const floor = table.floor ?? Number.NEGATIVE_INFINITY
  return {
    low: values.map((answer) => Math.max(Math.min(floor, answer), answer + spreadOf(table, answer) * below)),
    high: values.map((answer) => answer + spreadOf(table, answer) * above),
  }
}

/** The errors that as many rows as wanted lie between, one row more on each side so that a new one is counted too. */
function quantilesOf({ rows, errors }: ErrorTable, level: number): readonly [low: number, high: number] {
  const most = 1 - 2 / (rows + 1)
  if (!(level > 0 && level <= most)) throw intervalLevel(level, { most, rows })
  const rank = Math.floor(((rows + 1) * (1 - level)) / 2 + SLACK)
  const ranksApart = (rows - 1) / (errors.length - 1)
  const place = Math.floor((rank - 1) / ranksApart)
  return [errors[place]!, errors[errors.length - 1 - place]!]
}

/** 1 - 0.9 is a little less than a tenth. */
const SLACK = 1e-9
