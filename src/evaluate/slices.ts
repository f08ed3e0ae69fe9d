import type { Random } from "../base/index.ts"
import { inputColumns, type Rows, type Schema } from "../schema/index.ts"
import type { EvaluateSettings } from "./config.ts"
import type { Slice } from "./evaluation.ts"
import { type Grouping, groupColumn } from "./group.ts"
import { type Answers, rowLosses } from "./metrics/kernel.ts"
import type { MetricFacts } from "./metrics/metric.ts"
import { normalQuantile } from "./metrics/normal.ts"
import { estimateOf, resample, takeAnswers } from "./uncertainty/bootstrap.ts"

export interface SliceInput {
  readonly answers: Answers
  readonly rows: Rows
  readonly schema: Schema
  readonly metric: MetricFacts
  /** The metric over all rows. */
  readonly overall: number
}

/**
 * The parts of the rows whose answers stand out: each category and each quarter of the numbers of every input column, large
 * enough to say something about and not nearly everything. When there are more than `maxSlices`, those with the strongest
 * evidence of being worse are kept (mean loss inside against outside, in standard errors).
 *
 * @returns worst first by the metric
 */
export function findSlices(input: SliceInput, settings: EvaluateSettings, random: Random): readonly Slice[] {
  const { metric, rows, schema } = input
  const losses = rowLosses(metric.name, input.answers)
  const candidates = inputColumns(schema).flatMap((column) => {
    const grouping = groupColumn(column, rows)
    return grouping === undefined ? [] : weighGroups(column.name, grouping, { losses, settings })
  })
  const sharpest = candidates.sort((a, b) => b.evidence - a.evidence).slice(0, settings.maxSlices)
  const kept = new Set(sharpest.map(({ column }) => column))
  const groupings = new Map(
    schema.columns.flatMap((column) => {
      const grouping = kept.has(column.name) ? groupColumn(column, rows) : undefined
      return grouping === undefined ? [] : [[column.name, grouping] as const]
    }),
  )
  const critical = normalQuantile(1 - (1 - settings.confidence) / Math.max(1, candidates.length))
  const slices = sharpest.flatMap((candidate) => {
    const indices = rowsOf(groupings.get(candidate.column)!, candidate.group, candidate.rows)
    return measure(input, { ...candidate, indices, beyondChance: candidate.evidence > critical }, { settings, random })
  })
  const sign = metric.lowerIsBetter ? -1 : 1
  return slices.sort((a, b) => sign * (a.value - b.value))
}

interface Candidate {
  readonly column: string
  readonly label: string
  readonly group: number
  readonly rows: number
  /** How many standard errors the mean loss inside lies above the mean loss outside. */
  readonly evidence: number
}

function weighGroups(
  column: string,
  grouping: Grouping,
  { losses, settings }: { readonly losses: Float64Array; readonly settings: EvaluateSettings },
): readonly Candidate[] {
  const groups = grouping.labels.map(() => ({ rows: 0, sum: 0, squares: 0 }))
  const all = { rows: 0, sum: 0, squares: 0 }
  for (let row = 0; row < losses.length; row++) {
    const group = groups[grouping.groups[row]!]
    add(all, losses[row]!)
    if (group !== undefined) add(group, losses[row]!)
  }
  return groups.flatMap((inside, group) => {
    if (inside.rows < settings.sliceMinRows || inside.rows > all.rows * nearlyAll) return []
    const outside = {
      rows: all.rows - inside.rows,
      sum: all.sum - inside.sum,
      squares: all.squares - inside.squares,
    }
    const error = Math.sqrt(meanVariance(inside) + meanVariance(outside))
    const gap = inside.sum / inside.rows - outside.sum / outside.rows
    const evidence = error > 0 ? gap / error : 0
    return [{ column, label: grouping.labels[group]!, group, rows: inside.rows, evidence }]
  })
}

interface Sums {
  rows: number
  sum: number
  squares: number
}

function add(sums: Sums, loss: number): void {
  sums.rows++
  sums.sum += loss
  sums.squares += loss * loss
}

function meanVariance({ rows, sum, squares }: Sums): number {
  return Math.max(0, squares / rows - (sum / rows) ** 2) / rows
}

function rowsOf({ groups }: Grouping, group: number, count: number): Int32Array {
  const indices = new Int32Array(count)
  let found = 0
  for (let row = 0; row < groups.length; row++) if (groups[row] === group) indices[found++] = row
  return indices
}

/** Empty when the metric is not defined on the slice, such as auc on one class. */
function measure(
  { answers, metric, overall }: SliceInput,
  slice: Candidate & { readonly indices: Int32Array; readonly beyondChance: boolean },
  { settings, random }: { readonly settings: EvaluateSettings; readonly random: Random },
): readonly Slice[] {
  const [set] = resample([takeAnswers(answers, slice.indices)], [metric.name], {
    samples: settings.bootstrapSamples,
    maxDraws: drawsPerSlice,
    random: random.fork(`${slice.column}/${slice.label}`),
  })
  const resampled = set?.get(metric.name)
  if (resampled === undefined) return []
  const { value, interval } = estimateOf(resampled, settings.confidence)
  const apart = metric.lowerIsBetter ? interval[0] > overall : interval[1] < overall
  const { column, label, rows } = slice
  return [
    { column, label, rows, share: rows / answers.truth.length, value, interval, worse: apart && slice.beyondChance },
  ]
}

/** A slice of more than this share says what the whole says. */
const nearlyAll = 0.95

const drawsPerSlice = 1_000_000
