import type { Score } from "../input.ts"
import type { Seek } from "../seek.ts"
import { clearlyBetter, greedyWeights, isBetter, largeWeights, mixAnswers } from "./blend.ts"
import { stackWeights } from "./stack.ts"

/** How several candidates are put together. */
export interface Mixture {
  /** Place of a candidate -> weight; weights sum to one. */
  readonly weights: ReadonlyMap<number, number>
  /** outputs x rows */
  readonly answers: readonly Float64Array[]
}

export interface MixtureInput {
  readonly truth: Float64Array
  /** candidates x outputs x rows, the best candidate first */
  readonly answers: readonly (readonly Float64Array[])[]
  /** Row of the table by place, so that one that was scored several times stays on one side. */
  readonly rows: Int32Array
  readonly score: Score
  readonly seek: Seek | undefined
  /** A person wants it, so it need not be better than the best candidate. */
  readonly whateverItBrings?: boolean
  /** places long; how much each counts */
  readonly weights?: Float64Array
}

/**
 * Greedy selection or stacking, whichever does better on rows its weights were not chosen by.
 *
 * @returns undefined when it is no better than the best candidate but for noise, unless a person wants it
 */
export function bestMixture(input: MixtureInput): Mixture | undefined {
  const seen = someRows(input)
  const tried = methods.map((method) => {
    const answers = crossWeighted(seen, method)
    return { method, answers, score: input.score.of(seen.truth, answers, seen.weights) }
  })
  const [first, second] = tried
  const { method, answers: apart } = isBetter(input.score, second!.score, first!.score) ? second! : first!
  const weights = method(seen)
  if (weights.size < 2 && !input.whateverItBrings) return undefined
  const answers = mixAnswers(input.answers, weights)
  if (input.whateverItBrings) return { weights, answers }
  // a few weights from many rows owe them nothing, so all rows may judge
  const judged = seen === input ? apart : answers
  const { truth, score } = input
  return clearlyBetter(score, truth, { ...input, first: judged, second: input.answers[0]! })
    ? { weights, answers }
    : undefined
}

type Method = (input: MixtureInput) => Map<number, number>

const methods: readonly Method[] = [
  (input) => greedyWeights(input, 0),
  (input) => largeWeights(new Map(stackWeights(input).entries())),
]

/** Answers of mixtures whose weights come from the other parts of the rows. */
function crossWeighted(input: MixtureInput, method: Method): Float64Array[] {
  const mixed = input.answers[0]!.map((column) => new Float64Array(column.length))
  for (let part = 0; part < parts; part++) {
    const inside = Int32Array.from(input.rows.keys()).filter((at) => input.rows[at]! % parts === part)
    const outside = Int32Array.from(input.rows.keys()).filter((at) => input.rows[at]! % parts !== part)
    if (inside.length === 0 || outside.length === 0) continue
    const weights = method(taken(input, outside))
    const answers = mixAnswers(taken(input, inside).answers, weights)
    for (const [output, column] of answers.entries()) {
      for (const [at, place] of inside.entries()) mixed[output]![place] = column[at]!
    }
  }
  return mixed
}

/** Weights need no more rows than this, and scores of many candidates cost time nobody counts. */
function someRows(input: MixtureInput): MixtureInput {
  const step = Math.ceil(input.rows.length / mostRows)
  return step === 1
    ? input
    : taken(
        input,
        Int32Array.from(input.rows.keys()).filter((at) => at % step === 0),
      )
}

function taken(input: MixtureInput, places: Int32Array): MixtureInput {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(places, (at) => column[at]!)
  return {
    ...input,
    truth: pick(input.truth),
    answers: input.answers.map((columns) => columns.map(pick)),
    rows: Int32Array.from(places, (at) => input.rows[at]!),
    ...(input.weights === undefined ? {} : { weights: pick(input.weights) }),
  }
}

const parts = 4
const mostRows = 10_000
