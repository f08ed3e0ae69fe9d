import { type ValidateSettings, validateSettings } from "../config.ts"
import type { Rows } from "../rows.ts"
import type { ColumnSketch, Sketch } from "../sketch/sketch.ts"
import { type CurrentColumn, currentColumn } from "./current.ts"
import { judgeColumns, type TestedColumn } from "./judge.ts"
import { type MissingDrift, testMissing } from "./missing.ts"
import { type ColumnTest, type DriftTest, testNumbers, testWords } from "./test-choice.ts"

/** Whether rows still look like the reference. Columns in the order of the reference, or by their effect: see `rankByEffect`. */
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
  readonly test: DriftTest
  readonly statistic: number
  /** The statistic from which on the test speaks of a change: what chance allows, and for a distance at least the limit of the settings. */
  readonly threshold: number
  /** Chance of such a statistic when nothing changed, of this column alone. */
  readonly pValue: number
  /** The same with all columns of the table counted in (Holm). */
  readonly adjustedPValue: number
  /** How much changed, whatever the number of rows: Wasserstein distance / standard deviation, or Jensen-Shannon distance. */
  readonly distance: number
  readonly stabilityIndex: number
  /** From here on the index says more than chance does; never under the limit of the settings. */
  readonly stabilityThreshold: number
  /** Shares of missing values, when one side has any. */
  readonly missing?: MissingDrift
  /** What moved most, such as `median 3.1 to 4.5`. */
  readonly change: string
  /** Mean absolute change of the predictions by it: see `rankByEffect`. Absent without a model and for what chance explains. */
  readonly effect?: number
  /** The change is more than chance and large enough to matter: in the values, or in the share of missing ones. */
  readonly drifted: boolean
}

/**
 * Compare the current rows with the reference, column by column, by Evidently's default choice of test (see `testNumbers` and
 * `testWords`), and the share of missing values by the z-test of proportions.
 *
 * A column drifted when both hold: the change is significant, at a chance of `driftSignificance` of one false alarm among all
 * columns (Holm), and its distance is at least `driftDistance`, for among a million rows every difference is significant.
 * Dates are not tested, since they move with time.
 *
 * @param current rows, or their sketch, which is exact up to 1000 different values and else wrong by `points.error` at most
 */
export function detectDrift(
  reference: Sketch,
  current: Rows | Sketch,
  settings: ValidateSettings = validateSettings.parse({}),
): DriftReport {
  return judgeDrift([testDrift(reference, current, settings)], settings)
}

/** Columns that were tested and are not judged yet, for that takes all of a table. */
export interface DriftTests {
  readonly tested: readonly TestedColumn[]
  readonly untested: DriftReport["untested"]
}

/** The tests of `detectDrift`, for a table that is read some columns at a time; the reference is to have those columns only. */
export function testDrift(reference: Sketch, current: Rows | Sketch, settings: ValidateSettings): DriftTests {
  const untested: { column: string; reason: string }[] = []
  const tested: TestedColumn[] = []
  for (const before of reference.columns) {
    const after = currentColumn(before, current)
    const reason = reasonNotToTest(before, after, settings)
    if (reason === undefined) tested.push({ column: before.name, ...testColumn(before, after!, settings) })
    else untested.push({ column: before.name, reason })
  }
  return { tested, untested }
}

/** What `detectDrift` tells, out of the tests of all columns. */
export function judgeDrift(parts: readonly DriftTests[], settings: ValidateSettings): DriftReport {
  const columns = judgeColumns(
    parts.flatMap(({ tested }) => tested),
    settings,
  )
  const untested = parts.flatMap((part) => part.untested)
  const drifted = columns.filter((column) => column.drifted).length
  const share = columns.length === 0 ? 0 : drifted / columns.length
  return { drifted: drifted > 0 && share >= settings.driftShare, share, columns, untested }
}

function testColumn(
  before: ColumnSketch,
  after: CurrentColumn,
  settings: ValidateSettings,
): Omit<TestedColumn, "column"> {
  const referenceRows = before.count + before.missing
  const hasMissing = before.missing > 0 || after.missing > 0
  const isEmpty = before.count === 0 || after.rows === after.missing
  return {
    ...(isEmpty ? {} : testValues(before, after, settings)),
    ...(hasMissing ? { missing: testMissing([before.missing, referenceRows], [after.missing, after.rows]) } : {}),
  }
}

function testValues(
  before: ColumnSketch,
  after: CurrentColumn,
  settings: ValidateSettings,
): { readonly values?: ColumnTest } {
  if (before.kind === "number" && after.kind === "number") return { values: testNumbers(before, after, settings) }
  if (before.kind === "string" && after.kind === "string") return { values: testWords(before, after, settings) }
  return {}
}

function reasonNotToTest(
  before: ColumnSketch,
  after: CurrentColumn | undefined,
  { driftMinRows }: ValidateSettings,
): string | undefined {
  if (after === undefined) return "the rows do not have it"
  if (before.kind !== after.kind)
    return `it was a ${before.type} and holds ${after.kind === "number" ? "numbers" : "texts"}`
  if (before.role === "time" || before.type === "date" || before.type === "datetime") return "dates move with time"
  if (isInfinite(before, after)) return "it has no finite numbers to compare"
  const rows = Math.min(before.count + before.missing, after.rows)
  return rows < driftMinRows ? `${rows} rows are too few, it takes ${driftMinRows}` : undefined
}

/** Where there are numbers on both sides, and on one side none that has a distance to another. */
function isInfinite(before: ColumnSketch, after: CurrentColumn): boolean {
  if (before.kind !== "number" || after.kind !== "number") return false
  if (before.count === 0 || after.rows === after.missing) return false
  return before.points.values.length === 0 || !after.values.some(Number.isFinite)
}
