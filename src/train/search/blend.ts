import type { Score } from "../input.ts"

export interface Blend {
  /** Index of an attempt -> weight; weights sum to one. */
  readonly weights: ReadonlyMap<number, number>
  readonly answers: readonly Float64Array[]
  readonly score: number
}

/** Truth and out-of-fold answers on the same rows. */
export interface BlendInput {
  readonly truth: Float64Array
  /** attempts x outputs x rows */
  readonly answers: readonly (readonly Float64Array[])[]
  readonly score: Score
  /** rows long; how much each counts, the same when absent */
  readonly weights?: Float64Array
}

/**
 * Greedy selection with replacement (Caruana and others 2004): start from the best attempt and keep adding the one whose share
 * makes the mean answer best. Picks of an attempt become its weight; small weights are dropped.
 */
export function greedyBlend(input: BlendInput, best: number): Blend {
  const { answers, truth, score } = input
  const sums = answers[best]!.map((column) => Float64Array.from(column))
  const picks = new Map([[best, 1]])
  let kept = { picks: new Map(picks), score: score.of(truth, answers[best]!, input.weights) }
  for (let count = 1; count < mostPicks; count++) {
    const next = bestAddition(input, sums, count)
    if (next === undefined) break
    for (const [output, column] of answers[next.attempt]!.entries()) addTo(sums[output]!, column)
    picks.set(next.attempt, (picks.get(next.attempt) ?? 0) + 1)
    if (isBetter(score, next.score, kept.score)) kept = { picks: new Map(picks), score: next.score }
  }
  const weights = weightsOf(kept.picks)
  const mixed = mixAnswers(answers, weights)
  return { weights, answers: mixed, score: score.of(truth, mixed, input.weights) }
}

/**
 * Better by more than noise: over parts of the rows, the mean difference of scores is larger than its standard error.
 *
 * @param truth rows long
 */
export function clearlyBetter(
  score: Score,
  truth: Float64Array,
  pair: {
    readonly first: readonly Float64Array[]
    readonly second: readonly Float64Array[]
    readonly weights?: Float64Array
  },
): boolean {
  const sign = score.lowerIsBetter ? -1 : 1
  const differences: number[] = []
  for (let part = 0; part < noiseParts; part++) {
    const own = truth.filter((_, row) => row % noiseParts === part)
    if (own.length === 0) continue
    const [first, second] = [pair.first, pair.second].map((columns) =>
      score.of(
        own,
        columns.map((column) => column.filter((_, row) => row % noiseParts === part)),
        pair.weights?.filter((_, row) => row % noiseParts === part),
      ),
    )
    const difference = sign * (first! - second!)
    if (Number.isFinite(difference)) differences.push(difference)
  }
  if (differences.length < 2) return false
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (differences.length - 1)
  return mean > Math.sqrt(variance / differences.length)
}

export function isBetter(score: Pick<Score, "lowerIsBetter">, first: number, second: number): boolean {
  if (Number.isNaN(second)) return !Number.isNaN(first)
  return score.lowerIsBetter ? first < second : first > second
}

function bestAddition(
  { answers, truth, score, weights }: BlendInput,
  sums: readonly Float64Array[],
  count: number,
): { readonly attempt: number; readonly score: number } | undefined {
  const mixed = sums.map((column) => new Float64Array(column.length))
  let best: { attempt: number; score: number } | undefined
  for (const [attempt, columns] of answers.entries()) {
    for (const [output, column] of columns.entries()) {
      const sum = sums[output]!
      const mean = mixed[output]!
      for (let row = 0; row < mean.length; row++) mean[row] = (sum[row]! + column[row]!) / (count + 1)
    }
    const value = score.of(truth, mixed, weights)
    if (!Number.isNaN(value) && (best === undefined || isBetter(score, value, best.score))) {
      best = { attempt, score: value }
    }
  }
  return best
}

function addTo(sums: Float64Array, column: Float64Array): void {
  for (let row = 0; row < sums.length; row++) sums[row] = sums[row]! + column[row]!
}

function weightsOf(picks: ReadonlyMap<number, number>): Map<number, number> {
  const all = [...picks.values()].reduce((sum, count) => sum + count, 0)
  const large = [...picks].filter(([, count]) => count / all >= smallestWeight).sort(([a], [b]) => a - b)
  const total = large.reduce((sum, [, count]) => sum + count, 0)
  return new Map(large.map(([attempt, count]) => [attempt, count / total]))
}

function mixAnswers(answers: BlendInput["answers"], weights: ReadonlyMap<number, number>): Float64Array[] {
  const mixed = answers[0]!.map((column) => new Float64Array(column.length))
  for (const [attempt, weight] of weights) {
    for (const [output, column] of answers[attempt]!.entries()) {
      const sum = mixed[output]!
      for (let row = 0; row < sum.length; row++) sum[row] = sum[row]! + weight * column[row]!
    }
  }
  return mixed
}

const mostPicks = 20
/** Members below it cost more room than they give. */
const smallestWeight = 0.08
const noiseParts = 8
