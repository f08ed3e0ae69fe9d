import { type Random, seededRandom } from "../../base/index.ts"
import { type Column, type Rows, takeRows } from "../rows.ts"
import type { ColumnSketch, NumberSketch, Sketch, WordSketch } from "../sketch/sketch.ts"
import { sumOf } from "../statistics/sum-of.ts"
import type { ColumnDrift, DriftReport } from "./drift.ts"

export interface EffectOptions {
  readonly reference: Sketch
  /** The current rows, with every column the model reads. */
  readonly rows: Rows
  /** outputs x rows: the predicted numbers, or the probabilities of each class */
  readonly predict: (rows: Rows) => readonly Float64Array[]
  /** Columns the model reads. */
  readonly inputs: ReadonlySet<string>
}

/**
 * The report with the effect of each changed column on the predictions, the largest effect first.
 *
 * The effect of a column is the mean absolute change of the predictions on (at most 1000 of) the current rows when the column
 * alone is moved back to its reference distribution by optimal transport: each number goes to the reference's value at the same
 * rank, and no more words and gaps are exchanged than the shares ask for. So the order of the rows within a column and what it has to
 * do with the others stay, and a column that did not move has no effect; drawing values anew would measure how important the column
 * is, not what its drift does.
 */
export function rankByEffect(report: DriftReport, { reference, rows, predict, inputs }: EffectOptions): DriftReport {
  const sketches = new Map(reference.columns.map((column) => [column.name, column]))
  const step = Math.max(1, Math.ceil(rows.count / mostRows))
  const sample = takeRows(
    rows,
    Int32Array.from({ length: Math.ceil(rows.count / step) }, (_, row) => row * step),
  )
  const now = predict(sample)
  const changed = report.columns.filter(({ column, drifted, adjustedPValue }) => {
    const sketch = sketches.get(column)
    const isMovable = sketch !== undefined && (sketch.kind === "number" || sketch.unit === "value")
    return isMovable && inputs.has(column) && (drifted || adjustedPValue <= significant)
  })
  const effects = new Map(
    changed.slice(0, mostColumns).map(({ column }) => {
      const moved = movedBack(sample.columns.get(column)!, sketches.get(column)!, seededRandom(column))
      const before = predict({ ...sample, columns: new Map(sample.columns).set(column, moved) })
      return [column, meanDifference(before, now)]
    }),
  )
  const columns = report.columns.map((column) => {
    const effect = effects.get(column.column)
    return effect === undefined ? column : { ...column, effect }
  })
  return { ...report, columns: columns.sort(byEffect) }
}

/** Drifted columns first, then by effect, then as the report had them. */
function byEffect(a: ColumnDrift, b: ColumnDrift): number {
  return Number(b.drifted) - Number(a.drifted) || (b.effect ?? -1) - (a.effect ?? -1)
}

/** Of numbers as they are; of probabilities half the sum over the classes, the total variation distance. */
function meanDifference(first: readonly Float64Array[], second: readonly Float64Array[]): number {
  const rows = first[0]!.length
  let total = 0
  for (const [output, values] of first.entries()) {
    for (let row = 0; row < rows; row++) total += Math.abs(values[row]! - second[output]![row]!)
  }
  return total / rows / (first.length > 1 ? 2 : 1)
}

function movedBack(column: Column, reference: ColumnSketch, random: Random): Column {
  if (column.kind === "number" && reference.kind === "number") return movedNumbers(column.values, reference, random)
  return column.kind === "string" && reference.kind === "string" ? movedWords(column, reference, random) : column
}

function movedNumbers(values: Float64Array, reference: NumberSketch, random: Random): Column {
  const present = Int32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!))
  const order = present.sort((a, b) => values[a]! - values[b]! || a - b)
  const at = quantileReader(reference)
  const moved = Float64Array.from(values)
  for (const [rank, row] of order.entries()) moved[row] = at((rank + 0.5) / order.length)
  const gaps = gapExchange(values.length - present.length, values.length, reference)
  for (const [row, value] of values.entries()) {
    if (Number.isNaN(value) && random.next() < gaps.fill) moved[row] = at(random.next())
    if (!Number.isNaN(value) && random.next() < gaps.empty) moved[row] = Number.NaN
  }
  return { kind: "number", values: moved }
}

function quantileReader({ points }: NumberSketch): (share: number) => number {
  const total = sumOf(points.counts)
  let reached = 0
  const upTo = points.counts.map((count) => {
    reached += count
    return reached / total
  })
  return (share) => {
    const point = upTo.findIndex((end) => end >= share)
    return points.values[point < 0 ? points.values.length - 1 : point] ?? Number.NaN
  }
}

/** Which share of the gaps is to be filled, and which share of the values to become gaps, for as many gaps as the reference has. */
function gapExchange(
  missing: number,
  rows: number,
  reference: ColumnSketch,
): { readonly fill: number; readonly empty: number } {
  const now = missing / rows
  const before = reference.missing / (reference.count + reference.missing)
  if (now > before) return { fill: (now - before) / now, empty: 0 }
  return { fill: 0, empty: now === 1 ? 0 : (before - now) / (1 - now) }
}

type Words = Extract<Column, { kind: "string" }>

/** A gap is one more word here. */
function movedWords({ codes, words }: Words, reference: WordSketch, random: Random): Words {
  const rows = reference.count + reference.missing
  const before = new Map<string | undefined, number>(reference.words.map(({ word, count }) => [word, count / rows]))
  before.set(undefined, reference.missing / rows)
  const now = new Map<string | undefined, number>()
  for (const code of codes) now.set(words[code], (now.get(words[code]) ?? 0) + 1 / codes.length)
  const lacking = [...before].map(([word, share]) => ({ word, share: Math.max(0, share - (now.get(word) ?? 0)) }))
  const lack = lacking.reduce((sum, { share }) => sum + share, 0)
  const all = [...new Set([...words, ...reference.words.map(({ word }) => word)])]
  const codeOf = new Map<string | undefined, number>(all.map((word, code) => [word, code]))
  const listsAll = reference.rest === 0
  const moved = codes.map((code) => {
    const word = words[code]
    const known = before.get(word)
    const kept = known === undefined && !listsAll ? 1 : (known ?? 0) / now.get(word)!
    if (random.next() < kept || lack === 0) return code
    let left = random.next() * lack
    const drawn = lacking.find(({ share }) => {
      left -= share
      return left < 0
    })
    return codeOf.get(drawn?.word) ?? -1
  })
  return { kind: "string", codes: moved, words: all }
}

const mostRows = 1000

const mostColumns = 50

/** Columns that chance explains need no prediction: their effect is noise. */
const significant = 0.05
