import { chiSquareAbove, chiSquareCritical } from "./chi-square.ts"
import { type ValidateSettings, validateSettings } from "./config.ts"
import { type Cells, comparableCells } from "./drift-cells.ts"
import type { ColumnSketch, Sketch } from "./sketch.ts"

/** Whether rows still look like the reference. Columns in the order of the reference. */
export interface DriftReport {
  readonly drifted: boolean
  /** Drifted columns of the tested ones, in [0, 1]. */
  readonly share: number
  readonly columns: readonly ColumnDrift[]
  /** Columns for which drift says nothing, and why. */
  readonly untested: readonly { readonly column: string; readonly reason: string }[]
}

export interface ColumnDrift {
  readonly column: string
  readonly test: "chi-square" | "jensen-shannon"
  readonly statistic: number
  /** The column drifted when `statistic >= threshold`. */
  readonly threshold: number
  /** null for a distance */
  readonly pValue: number | null
  readonly drifted: boolean
}

/**
 * Compare the current rows with the reference, column by column, over shares of bins (numbers), of words (categories and
 * texts) and of missing values.
 *
 * Up to `driftSmallRows` rows on either side: the chi-square test of homogeneity, at a significance divided by the number of
 * columns. Beyond: the Jensen-Shannon distance with natural logarithm, sqrt(JSD), against `driftDistance`, or against the
 * distance that chance alone would reach with the same significance where that is larger: 8 JSD / (1 / n + 1 / m) follows a
 * chi-square distribution when nothing changed, so that a column of many rare words needs a larger distance.
 *
 * Dates are not tested, since they move with time.
 */
export function detectDrift(
  reference: Sketch,
  current: Sketch,
  settings: ValidateSettings = validateSettings.parse({}),
): DriftReport {
  const now = new Map(current.columns.map((column) => [column.name, column]))
  const untested: { column: string; reason: string }[] = []
  const pairs: { column: string; cells: Cells }[] = []
  for (const before of reference.columns) {
    const after = now.get(before.name)
    const reason = reasonNotToTest(before, after, settings)
    if (reason === undefined) pairs.push({ column: before.name, cells: comparableCells(before, after!) })
    else untested.push({ column: before.name, reason })
  }
  const significance = settings.driftSignificance / Math.max(1, pairs.length)
  const columns = pairs.map(({ column, cells }) => ({ column, ...testCells(cells, significance, settings) }))
  const drifted = columns.filter((column) => column.drifted).length
  const share = columns.length === 0 ? 0 : drifted / columns.length
  return { drifted: drifted > 0 && share >= settings.driftShare, share, columns, untested }
}

/** Pearson's statistic of a table of two rows of counts. */
export function chiSquareStatistic({ reference, current, referenceRows, currentRows }: Cells): number {
  let statistic = 0
  const rows = referenceRows + currentRows
  for (const [cell, before] of reference.entries()) {
    const after = current[cell]!
    const expectedBefore = ((before + after) * referenceRows) / rows
    const expectedAfter = ((before + after) * currentRows) / rows
    statistic += (before - expectedBefore) ** 2 / expectedBefore + (after - expectedAfter) ** 2 / expectedAfter
  }
  return statistic
}

/** @returns in [0, sqrt(ln 2)] */
export function jensenShannon({ reference, current, referenceRows, currentRows }: Cells): number {
  let divergence = 0
  for (const [cell, before] of reference.entries()) {
    const p = before / referenceRows
    const q = current[cell]! / currentRows
    const middle = (p + q) / 2
    if (p > 0) divergence += 0.5 * p * Math.log(p / middle)
    if (q > 0) divergence += 0.5 * q * Math.log(q / middle)
  }
  return Math.sqrt(Math.max(0, divergence))
}

function reasonNotToTest(
  before: ColumnSketch,
  after: ColumnSketch | undefined,
  { driftMinRows }: ValidateSettings,
): string | undefined {
  if (after === undefined) return "the rows do not have it"
  if (before.kind !== after.kind) return `it was a ${before.type} and is a ${after.type}`
  if (before.role === "time" || before.type === "date" || before.type === "datetime") return "dates move with time"
  const rows = Math.min(before.count + before.missing, after.count + after.missing)
  return rows < driftMinRows ? `${rows} rows are too few, it takes ${driftMinRows}` : undefined
}

function testCells(cells: Cells, significance: number, settings: ValidateSettings): Omit<ColumnDrift, "column"> {
  const { reference, referenceRows, currentRows } = cells
  const freedom = Math.max(1, reference.length - 1)
  const critical = chiSquareCritical(significance, freedom)
  if (Math.min(referenceRows, currentRows) <= settings.driftSmallRows) {
    const statistic = chiSquareStatistic(cells)
    const pValue = chiSquareAbove(statistic, freedom)
    return { test: "chi-square", statistic, threshold: critical, pValue, drifted: statistic >= critical }
  }
  const statistic = jensenShannon(cells)
  const chance = Math.sqrt((critical * (1 / referenceRows + 1 / currentRows)) / 8)
  const threshold = Math.max(settings.driftDistance, chance)
  return { test: "jensen-shannon", statistic, threshold, pValue: null, drifted: statistic >= threshold }
}
