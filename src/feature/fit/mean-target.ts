import { type Random, shuffle } from "../../base/index.ts"

export interface MeanTarget {
  /** states long: shrunken mean of each state over all training rows */
  readonly means: Float64Array
  /** rows long: the same, learnt without the row's own fold */
  readonly outOfFold: Float64Array
}

/**
 * Mean target of each state, shrunk towards the mean of all rows: (sum + m x mean) / (count + m). m is the variance within states over
 * the variance between them (empirical Bayes), so a state needs more rows where the target is noisy.
 *
 * @param states rows long
 * @param folds rows long: the fold of each row
 */
export function fitMeanTarget(
  states: { readonly of: Int32Array; readonly count: number },
  target: Float64Array,
  folds: { readonly of: Int32Array; readonly count: number },
): MeanTarget {
  const all = sumsOf(states, target)
  const weight = priorWeight(all, target)
  const means = all.sums.map((sum, state) => shrink(sum, all.counts[state]!, { weight, mean: all.mean }))
  const outOfFold = new Float64Array(target.length)
  for (let fold = 0; fold < folds.count; fold++) {
    const own = sumsOf(states, target, (row) => folds.of[row] === fold)
    const others = all.rows - own.rows
    const mean = others > 0 ? (all.mean * all.rows - own.mean * own.rows) / others : all.mean
    const kept = all.sums.map((sum, state) =>
      shrink(sum - own.sums[state]!, all.counts[state]! - own.counts[state]!, { weight, mean }),
    )
    for (let row = 0; row < target.length; row++) if (folds.of[row] === fold) outOfFold[row] = kept[states.of[row]!]!
  }
  return { means, outOfFold }
}

/** Folds of nearly equal size, by a shuffle. */
export function drawFolds(rows: number, folds: number, random: Random): { of: Int32Array; count: number } {
  const order = shuffle(
    Int32Array.from({ length: rows }, (_, row) => row),
    random,
  )
  const of = new Int32Array(rows)
  for (let place = 0; place < rows; place++) of[order[place]!] = place % folds
  return { of, count: folds }
}

interface Sums {
  readonly rows: number
  readonly mean: number
  readonly sums: Float64Array
  readonly counts: Float64Array
  readonly states: Int32Array
}

function sumsOf(
  states: { readonly of: Int32Array; readonly count: number },
  target: Float64Array,
  include: (row: number) => boolean = () => true,
): Sums {
  const sums = new Float64Array(states.count)
  const counts = new Float64Array(states.count)
  let total = 0
  let rows = 0
  for (let row = 0; row < target.length; row++) {
    if (!include(row)) continue
    sums[states.of[row]!]! += target[row]!
    counts[states.of[row]!]!++
    total += target[row]!
    rows++
  }
  return { rows, mean: rows > 0 ? total / rows : 0, sums, counts, states: states.of }
}

function shrink(sum: number, count: number, prior: { readonly weight: number; readonly mean: number }): number {
  return (sum + prior.weight * prior.mean) / (count + prior.weight)
}

function priorWeight({ rows, mean, sums, counts, states }: Sums, target: Float64Array): number {
  let within = 0
  for (let row = 0; row < target.length; row++) {
    const state = states[row]!
    within += (target[row]! - sums[state]! / counts[state]!) ** 2
  }
  let between = 0
  let used = 0
  for (let state = 0; state < sums.length; state++) {
    if (counts[state]! === 0) continue
    between += counts[state]! * (sums[state]! / counts[state]! - mean) ** 2
    used++
  }
  const noise = within / Math.max(1, rows - used)
  const signal = (between - noise * (used - 1)) / Math.max(1, rows)
  return signal > 0 ? Math.min(MOST_PRIOR_ROWS, Math.max(FEWEST_PRIOR_ROWS, noise / signal)) : MOST_PRIOR_ROWS
}

const FEWEST_PRIOR_ROWS = 1
const MOST_PRIOR_ROWS = 1000
