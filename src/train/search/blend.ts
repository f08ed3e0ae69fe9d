import type { Score } from "../input.ts"

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
 *
 * @returns index of an attempt -> weight; weights sum to one
 */
export function greedyWeights(input: BlendInput, best: number): Map<number, number> {
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
  return largeWeights(kept.picks)
}

/**
 * Better by more than noise: the difference of scores is larger than its standard error, which is told from how the difference
 * moves when a part of the rows is left out (the jackknife of groups; Quenouille 1956, Tukey 1958).
 *
 * @param truth places long
 */
export function clearlyBetter(score: Score, truth: Float64Array, pair: ComparedAnswers): boolean {
  const sign = score.lowerIsBetter ? -1 : 1
  const difference = (places: Int32Array): number => {
    const own = Float64Array.from(places, (at) => truth[at]!)
    const [first, second] = [pair.first, pair.second].map((columns) =>
      score.of(
        own,
        columns.map((column) => Float64Array.from(places, (at) => column[at]!)),
        pair.weights && Float64Array.from(places, (at) => pair.weights![at]!),
      ),
    )
    return sign * (first! - second!)
  }
  const all = Int32Array.from(truth.keys())
  const parts = Array.from({ length: noiseParts }, (_, part) =>
    difference(all.filter((at) => pair.rows[at]! % noiseParts !== part)),
  )
  const mean = parts.reduce((sum, value) => sum + value, 0) / noiseParts
  const spread = parts.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return difference(all) > Math.sqrt((spread * (noiseParts - 1)) / noiseParts)
}

export interface ComparedAnswers {
  readonly first: readonly Float64Array[]
  readonly second: readonly Float64Array[]
  /** Row of the table by place: one that was scored several times is one piece of evidence. */
  readonly rows: Int32Array
  /** places long; how much each counts */
  readonly weights?: Float64Array
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

/** Weights as shares of their sum, without those too small to matter. */
export function largeWeights(weights: ReadonlyMap<number, number>): Map<number, number> {
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  const large = [...weights].filter(([, weight]) => weight / all >= smallestWeight).sort(([a], [b]) => a - b)
  const total = large.reduce((sum, [, weight]) => sum + weight, 0)
  return new Map(large.map(([attempt, weight]) => [attempt, weight / total]))
}

export function mixAnswers(answers: BlendInput["answers"], weights: ReadonlyMap<number, number>): Float64Array[] {
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
const noiseParts = 12
