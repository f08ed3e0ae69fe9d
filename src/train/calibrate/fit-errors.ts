import { type ErrorTable, spreadOf } from "../../model/index.ts"
import type { OutOfFold } from "../input.ts"

/**
 * What intervals are made of, from answers to rows that the fits had not seen. The size of errors follows the answer where that makes
 * intervals shorter.
 *
 * @param target rows of the matrix long
 * @returns undefined for fewer than `fewestRows` rows
 */
export function fitErrors({ rows, answers: [answers] }: OutOfFold, target: Float64Array): ErrorTable | undefined {
  if (answers === undefined || rows.length < fewestRows) return undefined
  const errors = answers.map((answer, place) => target[rows[place]!]! - answer)
  if (!errors.every(Number.isFinite)) return undefined
  const plain: ErrorTable = { ...tableOf(errors), ...floorOf(target) }
  const spread = fitSpread(answers, errors)
  if (spread === undefined) return plain
  const scaled = tableOf(errors.map((error, place) => error / spreadOf({ spread }, answers[place]!)))
  const meanSpread = answers.reduce((sum, answer) => sum + spreadOf({ spread }, answer), 0) / errors.length
  const shorter = widthOf(scaled) * meanSpread < widthOf(plain) * (1 - worthwhile)
  return shorter ? { ...plain, ...scaled, spread } : plain
}

/** At most `mostErrors` of them at even ranks; between two of them the one further out will be taken. */
function tableOf(errors: Float64Array): Pick<ErrorTable, "rows" | "errors"> {
  const sorted = errors.slice().sort()
  const kept = Math.min(mostErrors, sorted.length)
  const ranks = Array.from({ length: kept }, (_, place) => {
    const exact = (place * (sorted.length - 1)) / (kept - 1)
    return exact < sorted.length / 2 ? Math.floor(exact) : Math.ceil(exact)
  })
  return { rows: sorted.length, errors: ranks.map((rank) => rounded(sorted[rank]!)) }
}

/** Mean size of the errors in equal groups of rows by answer. */
function fitSpread(answers: Float64Array, errors: Float64Array): ErrorTable["spread"] {
  const groups = Math.min(mostGroups, Math.floor(errors.length / rowsPerGroup))
  if (groups < 2) return undefined
  const order = Int32Array.from(answers.keys()).sort((a, b) => answers[a]! - answers[b]! || a - b)
  const overall = meanOf(errors.map(Math.abs))
  const points: { at: number; to: number }[] = []
  for (let group = 0; group < groups; group++) {
    const own = order.subarray(
      Math.floor((group * order.length) / groups),
      Math.floor(((group + 1) * order.length) / groups),
    )
    const at = rounded(meanOf(Float64Array.from(own, (place) => answers[place]!)))
    const size = meanOf(Float64Array.from(own, (place) => Math.abs(errors[place]!)))
    if (points.at(-1)?.at !== at) points.push({ at, to: rounded(Math.max(size, overall * leastSpread)) })
  }
  if (points.length < 2 || !(overall > 0)) return undefined
  return { at: points.map(({ at }) => at), to: points.map(({ to }) => to) }
}

/** Of an interval for nine of ten rows. */
function widthOf({ errors }: Pick<ErrorTable, "errors">): number {
  const cut = Math.floor((errors.length - 1) / 20)
  return errors[errors.length - 1 - cut]! - errors[cut]!
}

function floorOf(target: Float64Array): Pick<ErrorTable, "floor"> {
  return target.every((value) => value >= 0) ? { floor: 0 } : {}
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Six digits are more than any interval needs. */
function rounded(value: number): number {
  return Number(value.toPrecision(6))
}

const fewestRows = 20
const mostErrors = 501
const mostGroups = 20
const rowsPerGroup = 50
/** Of the mean size; no answer is that much surer than the others. */
const leastSpread = 0.1
/** Share of the width that a spread must save. */
const worthwhile = 0.02
