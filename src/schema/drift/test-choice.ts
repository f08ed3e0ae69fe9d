import { formatNumber, formatPercent } from "../../base/index.ts"
import type { ValidateSettings } from "../config.ts"
import type { NumberSketch, WordSketch } from "../sketch/sketch.ts"
import { chiSquareAbove, chiSquareCritical } from "../statistics/chi-square.ts"
import { chiSquareStatistic, jensenShannon, stabilityIndex, wassersteinOnPoints } from "../statistics/distance.ts"
import { kolmogorovAbove, kolmogorovCritical } from "../statistics/kolmogorov.ts"
import { sumOf } from "../statistics/sum-of.ts"
import { type Cells, mergeRare, wordCells } from "./cells.ts"
import { type Chance, chanceOf } from "./chance.ts"
import { type CurrentNumbers, compareNumbers, type NumberComparison } from "./numbers.ts"

export type DriftTest =
  | "kolmogorov-smirnov"
  | "wasserstein"
  | "chi-square"
  | "z-test"
  | "jensen-shannon"
  | "stability-index"

/** One test of one column, before it is held against the other columns. */
export interface ColumnTest {
  readonly test: DriftTest
  readonly statistic: number
  /** Chance of this statistic or a larger one when nothing changed. */
  readonly pValue: number
  /** The statistic that is reached with a chance when nothing changed. */
  critical(chance: number): number
  /** How much changed, whatever the number of rows: Wasserstein distance / standard deviation, or the Jensen-Shannon distance. */
  readonly distance: number
  readonly stabilityIndex: number
  readonly stabilityChance: Chance
  /** What moved most, such as `median 3.1 to 4.5`. */
  readonly change: string
}

/**
 * Numbers of more than five values. Up to `driftSmallRows` rows of the reference: Kolmogorov-Smirnov; beyond: the
 * Wasserstein distance / max(standard deviation of the reference, 0.001), its chance by resampling the reference. Numbers too
 * large to be squared have no standard deviation: the first test is taken, and its statistic stands for the distance.
 */
export function testNumbers(reference: NumberSketch, current: CurrentNumbers, settings: ValidateSettings): ColumnTest {
  const compared = compareNumbers(reference, current)
  if (compared.isFew) return testCells(withTruth(compared.cells, reference), settings)
  const { points } = reference
  const { rows, cells, kolmogorov } = compared
  const referenceRows = sumOf(points.counts)
  const spread = populationDeviation(reference)
  const isMeasurable = Number.isFinite(spread)
  const distance = isMeasurable ? Math.min(compared.wasserstein / spread, Number.MAX_VALUE) : kolmogorov
  const common = { distance, ...stabilityOf(cells), change: quantileChange(reference, compared) }
  if (referenceRows <= settings.driftSmallRows || !isMeasurable) {
    return {
      ...common,
      test: "kolmogorov-smirnov",
      statistic: kolmogorov,
      pValue: kolmogorovAbove(kolmogorov, referenceRows, rows),
      critical: (chance) => kolmogorovCritical(chance, referenceRows, rows),
    }
  }
  const { values, counts } = coarse(reference)
  const chance = chanceOf({
    reference: counts,
    referenceRows,
    currentRows: rows,
    statistic: (before, after) => wassersteinOnPoints(values, before, after) / spread,
    power: 1,
  })
  return {
    ...common,
    test: "wasserstein",
    statistic: distance,
    // what the sketch itself may be wrong by is no sign of a change
    pValue: chance.above(Math.max(0, distance - points.error / spread)),
    critical: chance.critical,
  }
}

/** Truth values by their names. */
function withTruth(cells: Cells, { type }: NumberSketch): Cells {
  if (type !== "boolean") return cells
  return { ...cells, labels: cells.labels.map((label) => (label === "1" ? "true" : "false")) }
}

/** Categories by value, texts by word. */
export function testWords(reference: WordSketch, current: WordSketch, settings: ValidateSettings): ColumnTest {
  return testCells(wordCells(reference, current), settings)
}

/** Chi-square up to `driftSmallRows` rows of the reference, which of two cells is the z-test of proportions; else the Jensen-Shannon distance. */
function testCells(all: Cells, settings: ValidateSettings): ColumnTest {
  const cells = mergeRare(all)
  const { reference, current } = cells
  const [referenceRows, rows] = [sumOf(reference), sumOf(current)]
  const distance = reference.length < 2 ? 0 : jensenShannon(reference, current)
  const common = { distance, ...stabilityOf(cells), change: shareChange(cells) }
  const freedom = reference.length - 1
  if (referenceRows > settings.driftSmallRows) {
    const statistic = (before: readonly number[], after: readonly number[]): number => jensenShannon(before, after)
    const chance = chanceOf({ reference, referenceRows, currentRows: rows, statistic, power: 1 })
    return {
      ...common,
      test: "jensen-shannon",
      statistic: distance,
      pValue: chance.above(distance),
      critical: chance.critical,
    }
  }
  const isPair = freedom <= 1
  const square = freedom < 1 ? 0 : chiSquareStatistic(reference, current)
  return {
    ...common,
    test: isPair ? "z-test" : "chi-square",
    statistic: isPair ? Math.sqrt(square) : square,
    pValue: chiSquareAbove(square, Math.max(1, freedom)),
    critical: (chance) => {
      const limit = chiSquareCritical(chance, Math.max(1, freedom))
      return isPair ? Math.sqrt(limit) : limit
    },
  }
}

function stabilityOf({ reference, current }: Cells): Pick<ColumnTest, "stabilityIndex" | "stabilityChance"> {
  const stabilityChance = chanceOf({
    reference,
    referenceRows: sumOf(reference),
    currentRows: sumOf(current),
    statistic: stabilityIndex,
    power: 2,
  })
  return { stabilityIndex: reference.length < 2 ? 0 : stabilityIndex(reference, current), stabilityChance }
}

/** With the squares divided by the count, as NumPy does it and Evidently norms by. */
function populationDeviation({ std, points }: NumberSketch): number {
  const rows = sumOf(points.counts)
  return Math.max(rows < 2 ? 0 : (std ?? 0) * Math.sqrt((rows - 1) / rows), 0.001)
}

/** The reference's points put together to some 130, by rows and by range: enough for the spread of a distance. */
function coarse({ points }: NumberSketch): { readonly values: readonly number[]; readonly counts: readonly number[] } {
  const rows = sumOf(points.counts)
  const least = points.values[0]!
  const range = points.values.at(-1)! - least
  const values: number[] = []
  const counts: number[] = []
  let [reached, lastKey] = [0, ""]
  for (const [point, value] of points.values.entries()) {
    const key = `${Math.floor((64 * reached) / rows)} ${Math.floor((64 * (value - least)) / range)}`
    if (key === lastKey) counts[counts.length - 1]! += points.counts[point]!
    else {
      values.push(value)
      counts.push(points.counts[point]!)
    }
    lastKey = key
    reached += points.counts[point]!
  }
  return { values, counts }
}

/** The quantile that moved furthest; the median when it moved nearly as far. */
function quantileChange(reference: NumberSketch, { quantiles }: NumberComparison): string {
  const current = quantiles(shownQuantiles.map(({ percent }) => percent / 100))
  const moves = shownQuantiles.map(({ percent, name, weight }, index) => {
    const [before, now] = [reference.quantiles[percent]!, current[index]!]
    return { name, before, now, size: weight * Math.abs(now - before) }
  })
  const { name, before, now } = moves.reduce((best, move) => (move.size > best.size ? move : best))
  const [from, to] = [formatNumber(before), formatNumber(now)]
  return from === to ? `${name} ${from} as before` : `${name} ${from} to ${to}`
}

function shareChange({ labels, reference, current }: Cells): string {
  const [all, others] = [sumOf(reference), sumOf(current)]
  const moves = labels.map((label, cell) => ({ label, before: reference[cell]! / all, now: current[cell]! / others }))
  if (moves.length === 0) return "no values"
  const size = ({ before, now }: (typeof moves)[number]): number => Math.abs(now - before)
  const { label, before, now } = moves.reduce((best, move) => (size(move) > size(best) ? move : best))
  const [from, to] = [formatPercent(before), formatPercent(now)]
  return from === to ? `${JSON.stringify(label)} ${from} as before` : `${JSON.stringify(label)} ${from} to ${to}`
}

const shownQuantiles = [
  { percent: 50, name: "median", weight: 1.5 },
  { percent: 5, name: "5 % quantile", weight: 1 },
  { percent: 25, name: "25 % quantile", weight: 1 },
  { percent: 75, name: "75 % quantile", weight: 1 },
  { percent: 95, name: "95 % quantile", weight: 1 },
]
