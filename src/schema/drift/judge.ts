import type { ValidateSettings } from "../config.ts"
import { chiSquareCritical } from "../statistics/chi-square.ts"
import { holm } from "../statistics/holm.ts"
import type { ColumnDrift } from "./drift.ts"
import { type MissingShares, missingChange } from "./missing.ts"
import type { ColumnTest, DriftTest } from "./test-choice.ts"

export interface TestedColumn {
  readonly column: string
  /** Absent when one side has no values at all; then `missing` is there. */
  readonly values?: ColumnTest
  /** Absent when no value is missing on either side. */
  readonly missing?: MissingShares
}

/** Hold every test against all others of the table. */
export function judgeColumns(tested: readonly TestedColumn[], settings: ValidateSettings): readonly ColumnDrift[] {
  const pValues = tested.flatMap(({ values, missing }) => [
    ...(values === undefined ? [] : [chosen(values, settings).pValue]),
    ...(missing === undefined ? [] : [missing.pValue]),
  ])
  const judged = holm(pValues, settings.driftSignificance).values()
  const next = (): Judged => judged.next().value!
  return tested.map(({ column, values, missing }) => {
    const ofValues = values === undefined ? undefined : judgeValues(values, next(), settings)
    if (missing === undefined) return { column, ...ofValues! }
    const verdict = next()
    const { statistic, distance, ...shares } = missing
    const drifted = verdict.adjusted <= settings.driftSignificance && distance >= settings.driftDistance
    const rest = ofValues ?? valuesGone(missing, verdict)
    return { column, ...rest, missing: { ...shares, drifted }, drifted: drifted || ofValues?.drifted === true }
  })
}

interface Judged {
  readonly level: number
  readonly adjusted: number
}

/** The statistic that decides: of the test that suits the column, or the stability index when the settings say so. */
function chosen(values: ColumnTest, { driftMethod }: ValidateSettings): Chosen {
  if (driftMethod === "auto") return values
  const { stabilityIndex, stabilityChance } = values
  return {
    test: "stability-index",
    statistic: stabilityIndex,
    pValue: stabilityChance.above(stabilityIndex),
    critical: stabilityChance.critical,
  }
}

type Chosen = Pick<ColumnTest, "test" | "statistic" | "pValue" | "critical">

function judgeValues(
  values: ColumnTest,
  { level, adjusted }: Judged,
  settings: ValidateSettings,
): Omit<ColumnDrift, "column" | "missing"> {
  const { driftDistance, driftStabilityIndex, driftSignificance } = settings
  const { test, statistic, pValue, critical } = chosen(values, settings)
  const limits: Partial<Record<DriftTest, number>> = {
    wasserstein: driftDistance,
    "jensen-shannon": driftDistance,
    "stability-index": driftStabilityIndex,
  }
  const isLarge = test === "stability-index" ? statistic >= driftStabilityIndex : values.distance >= driftDistance
  return {
    test,
    statistic,
    threshold: Math.max(critical(level), limits[test] ?? 0),
    pValue,
    adjustedPValue: adjusted,
    distance: values.distance,
    stabilityIndex: values.stabilityIndex,
    stabilityThreshold: Math.max(values.stabilityChance.critical(level), driftStabilityIndex),
    change: values.change,
    drifted: adjusted <= driftSignificance && isLarge,
  }
}

/** One side has no value at all: only the share of missing values can be compared. */
function valuesGone(missing: MissingShares, { level, adjusted }: Judged): Omit<ColumnDrift, "column" | "missing"> {
  const { statistic, pValue, distance } = missing
  return {
    test: "z-test",
    statistic,
    threshold: Math.sqrt(chiSquareCritical(level, 1)),
    pValue,
    adjustedPValue: adjusted,
    distance,
    stabilityIndex: 0,
    stabilityThreshold: 0,
    change: missingChange(missing),
    drifted: false,
  }
}
