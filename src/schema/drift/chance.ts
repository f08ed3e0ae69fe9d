import { type Random, seededRandom } from "../../base/index.ts"
import { chiSquareAbove, chiSquareCritical } from "../statistics/chi-square.ts"
import { sumOf } from "../statistics/sum-of.ts"

/** What a statistic does when nothing changed. */
export interface Chance {
  /** Chance of this value or a larger one. */
  above(statistic: number): number
  /** The value that is reached with this chance. */
  critical(chance: number): number
}

export interface Draws {
  /** Rows of the reference in each cell. */
  readonly reference: readonly number[]
  readonly referenceRows: number
  readonly currentRows: number
  /** Of two tables counted in the same cells. */
  readonly statistic: (reference: readonly number[], current: readonly number[]) => number
  /** The statistic grows with the square root of the noise (a distance) or with the noise itself (a divergence). */
  readonly power: 1 | 2
}

/**
 * Resample the reference: twice 250 tables of the sizes at hand, drawn from its own shares, so that a limit knows how many rows there
 * are and how they lie. A gamma distribution with the mean and variance of the drawn divergences (of the squared distances) gives the
 * chances between and beyond the draws: sums of squared near-normal errors, which these are, follow it closely. The seed
 * is fixed: the same tables give the same answer.
 */
export function chanceOf({ reference, referenceRows, currentRows, statistic, power }: Draws): Chance {
  const random = noise()
  const squares = Array.from({ length: resamples }, () => {
    const before = drawTable(reference, referenceRows, random)
    const after = drawTable(reference, currentRows, random)
    return statistic(before, after) ** power
  })
  const mean = sumOf(squares) / resamples
  const variance = squares.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (resamples - 1)
  if (!(mean > 0 && variance > 0)) return { above: (value) => Number(value <= 0), critical: () => 0 }
  // a gamma distribution is a scaled chi-square distribution
  const freedom = (2 * mean ** 2) / variance
  const unit = mean / freedom
  return {
    above: (value) => chiSquareAbove(value ** power / unit, freedom),
    critical: (chance) => (chiSquareCritical(chance, freedom) * unit) ** (1 / power),
  }
}

/** Rows of a table drawn with the shares of `counts`: cell by cell, each binomial among the rows that are left. */
function drawTable(counts: readonly number[], rows: number, random: Noise): readonly number[] {
  const drawn = new Array<number>(counts.length).fill(0)
  let left = rows
  let rest = sumOf(counts)
  for (let cell = 0; cell < counts.length && left > 0; cell++) {
    const count = counts[cell]!
    drawn[cell] = binomial(left, rest > 0 ? Math.min(1, count / rest) : 1, random)
    left -= drawn[cell]!
    rest -= count
  }
  return drawn
}

/** By inversion where few successes are expected, else by the normal distribution, whose error is far below that of a sum of shares. */
function binomial(trials: number, share: number, random: Noise): number {
  if (share >= 1) return trials
  if (share > 0.5) return trials - binomial(trials, 1 - share, random)
  if (share <= 0) return 0
  const mean = trials * share
  if (mean > 10) {
    const drawn = Math.round(mean + random.normal() * Math.sqrt(mean * (1 - share)))
    return Math.min(trials, Math.max(0, drawn))
  }
  let chance = (1 - share) ** trials
  let successes = 0
  for (let left = random.next() - chance; left >= 0 && successes < trials; left -= chance) {
    chance *= ((trials - successes) / (successes + 1)) * (share / (1 - share))
    successes++
  }
  return successes
}

type Noise = Pick<Random, "next" | "normal">

/** The same for every column; normal numbers cost most of a draw, so they are drawn once and gone through again and again. */
function noise(): Noise {
  const { next, fork } = seededRandom("drift")
  // of a stream of their own: `next` must give the same to the column that is judged first as to all others
  normals ??= Float64Array.from({ length: normalsDrawn }, fork("normals").normal)
  const drawn = normals
  let place = -1
  return {
    next,
    normal: () => {
      place = place + 1 < normalsDrawn ? place + 1 : 0
      return drawn[place]!
    },
  }
}

let normals: Float64Array | undefined

/** A prime, so that no two draws of a table meet the same ones in the same cells. */
const normalsDrawn = 65_537

const resamples = 250
