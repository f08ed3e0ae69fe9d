import type { ClassificationDetail, Curve } from "../evaluation.ts"
import { precisionRecallCurve, rocCurve } from "./curves.ts"
import type { Answers } from "./kernel.ts"
import { areaUnderRoc, rankRows } from "./ranking.ts"

/** Where a classifier errs: by pair of classes, by class, by threshold and by stated probability. */
export function describeClassification(
  answers: Answers,
  classes: readonly string[],
): Omit<ClassificationDetail, "coverage"> {
  const counts = countPairs(answers, classes.length)
  const largest = classes
    .map((_label, index) => ({ index, rows: sum(counts[index]!) }))
    .sort((a, b) => b.rows - a.rows || a.index - b.index)
    .map(({ index }) => index)
  const drawn = classes.length === 2 ? [1] : largest.slice(0, mostCurves)
  const points = classes.length === 2 ? mostPoints : Math.floor(mostPoints / 2)
  return {
    confusion: foldConfusion(counts, classes, largest),
    perClass: classes.map((label, index) => describeClass(answers, counts, { label, index })),
    roc: drawn.flatMap((index) => named(classes[index]!, rocCurve(rank(answers, index), points))),
    precisionRecall: drawn.flatMap((index) =>
      named(classes[index]!, precisionRecallCurve(rank(answers, index), points)),
    ),
    ...describeCalibration(answers, classes.length === 2),
  }
}

/** How often it happened where how much was stated. */
export function describeCalibration(
  answers: Answers,
  binary: boolean,
): Pick<ClassificationDetail, "calibration" | "calibrationError"> {
  const calibration = calibrationOf(answers, binary)
  return { calibration, calibrationError: gapOf(calibration) }
}

/** @returns counts[truth][answer] */
function countPairs({ truth, predicted }: Answers, classes: number): readonly Int32Array[] {
  const counts = Array.from({ length: classes }, () => new Int32Array(classes))
  for (const [row, label] of truth.entries()) counts[label]![predicted.values[row]!]!++
  return counts
}

function foldConfusion(
  counts: readonly Int32Array[],
  classes: readonly string[],
  largest: readonly number[],
): ClassificationDetail["confusion"] {
  if (classes.length <= mostConfused) return { labels: classes, counts: counts.map((row) => Array.from(row)) }
  const kept = largest.slice(0, mostConfused - 1).sort((a, b) => a - b)
  const placeOf = (index: number): number => (kept.includes(index) ? kept.indexOf(index) : kept.length)
  const folded = Array.from({ length: kept.length + 1 }, () => new Array<number>(kept.length + 1).fill(0))
  for (const [truth, row] of counts.entries()) {
    for (const [answer, rows] of row.entries()) folded[placeOf(truth)]![placeOf(answer)]! += rows
  }
  return { labels: [...kept.map((index) => classes[index]!), "other"], counts: folded }
}

function describeClass(
  answers: Answers,
  counts: readonly Int32Array[],
  { label, index }: { readonly label: string; readonly index: number },
): ClassificationDetail["perClass"][number] {
  const right = counts[index]![index]!
  const rows = sum(counts[index]!)
  const predicted = counts.reduce((total, row) => total + row[index]!, 0)
  const auc = areaUnderRoc(rank(answers, index))
  return {
    label,
    rows,
    precision: predicted === 0 ? 0 : right / predicted,
    recall: rows === 0 ? 0 : right / rows,
    f1: rows + predicted === 0 ? 0 : (2 * right) / (rows + predicted),
    ...(Number.isNaN(auc) ? {} : { auc }),
  }
}

function rank({ truth, predicted }: Answers, index: number): ReturnType<typeof rankRows> & { score: Float64Array } {
  const score = predicted.probabilities[index]!
  return { ...rankRows(score, truth, index), score }
}

/** Equal groups of rows by the probability stated: of the positive class, or of the predicted one when there are many. */
function calibrationOf({ truth, predicted }: Answers, binary: boolean): ClassificationDetail["calibration"] {
  const stated = binary
    ? predicted.probabilities[1]!
    : predicted.values.map((answer, row) => predicted.probabilities[answer]![row]!)
  const happened = truth.map((label, row) => (label === (binary ? 1 : predicted.values[row]) ? 1 : 0))
  const order = Int32Array.from(stated, (_share, row) => row).sort((a, b) => stated[a]! - stated[b]! || a - b)
  const groups = Math.max(1, Math.min(mostGroups, Math.floor(order.length / rowsPerGroup)))
  return Array.from({ length: groups }, (_none, group) => {
    const rows = order.subarray(
      Math.floor((group * order.length) / groups),
      Math.floor(((group + 1) * order.length) / groups),
    )
    return {
      predicted: rows.reduce((total, row) => total + stated[row]!, 0) / rows.length,
      observed: rows.reduce((total, row) => total + happened[row]!, 0) / rows.length,
      rows: rows.length,
    }
  })
}

function gapOf(calibration: ClassificationDetail["calibration"]): number {
  const rows = calibration.reduce((total, group) => total + group.rows, 0)
  return calibration.reduce((total, group) => total + Math.abs(group.predicted - group.observed) * group.rows, 0) / rows
}

/** A curve without points is not drawn. */
function named(label: string, points: Curve["points"]): readonly Curve[] {
  return points.length === 0 ? [] : [{ label, points }]
}

function sum(values: Int32Array): number {
  return values.reduce((total, value) => total + value, 0)
}

const mostCurves = 6
const mostPoints = 200
const mostConfused = 25
const mostGroups = 10
const rowsPerGroup = 10
