import { formatPercent } from "../../base/index.ts"
import { chiSquareAbove } from "../statistics/chi-square.ts"
import { chiSquareStatistic, jensenShannon } from "../statistics/distance.ts"

/** Shares of missing values, and the two-sided z-test of the two proportions. */
export interface MissingShares {
  readonly reference: number
  readonly current: number
  /** Absolute value of z. */
  readonly statistic: number
  readonly pValue: number
  /** Jensen-Shannon distance of the two shares. */
  readonly distance: number
}

/** What a report keeps of it. */
export interface MissingDrift extends Pick<MissingShares, "reference" | "current" | "pValue"> {
  readonly drifted: boolean
}

export function testMissing([missing, rows]: Share, [missingNow, rowsNow]: Share): MissingShares {
  const before = [missing, rows - missing]
  const after = [missingNow, rowsNow - missingNow]
  const isAll = missing + missingNow === rows + rowsNow
  const square = isAll ? 0 : chiSquareStatistic(before, after)
  return {
    reference: missing / rows,
    current: missingNow / rowsNow,
    statistic: Math.sqrt(square),
    pValue: chiSquareAbove(square, 1),
    distance: jensenShannon(before, after),
  }
}

/** @returns such as `missing 0 % to 12.5 %` */
export function missingChange({ reference, current }: Pick<MissingShares, "reference" | "current">): string {
  return `missing ${formatPercent(reference)} to ${formatPercent(current)}`
}

/** Some rows of all rows. */
type Share = readonly [number, number]
