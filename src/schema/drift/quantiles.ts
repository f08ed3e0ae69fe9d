import { settleRanks } from "../sketch/settle-ranks.ts"
import { sumOf } from "../statistics/sum-of.ts"

/** Where the rows of a column lie among ascending points: gap i is under point i, the last one above all points. */
export interface Placed {
  readonly points: readonly number[]
  /** Rows at the points, and in the gaps. */
  readonly at: Float64Array
  readonly between: Float64Array
  /** For each value its gap; another number for one that is in none. */
  readonly gaps: Uint16Array
  /** The values in any order, or the points of a sketch in theirs with `counts`. */
  readonly values: Float64Array
  readonly counts?: readonly number[]
}

/** Quantiles of the rows, linear between the two nearest ranks; NaN when there is no row. Of other gaps than theirs nothing is ordered. */
export function placedQuantiles(placed: Placed, shares: readonly number[]): readonly number[] {
  const rows = sumOf(placed.at) + sumOf(placed.between)
  if (rows === 0) return shares.map(() => Number.NaN)
  const wanted = shares.map((share) => {
    const rank = share * (rows - 1)
    const below = Math.floor(rank)
    return { low: cellOf(placed, below), high: cellOf(placed, Math.min(below + 1, rows - 1)), part: rank - below }
  })
  const cells = wanted.flatMap(({ low, high }) => [low, high])
  const inside = settledGaps(
    placed,
    cells.filter(({ isGap }) => isGap),
  )
  const valueAt = (cell: Cell): number =>
    cell.isGap ? valueIn(inside.get(cell.index)!, cell.rank) : placed.points[cell.index]!
  return wanted.map(({ low, high, part }) => {
    const [from, to] = [valueAt(low), valueAt(high)]
    return from === to || part === 0 ? from : from + (to - from) * part
  })
}

/** A point, or a gap and a rank in it. */
interface Cell {
  readonly isGap: boolean
  readonly index: number
  readonly rank: number
}

function cellOf({ at, between }: Placed, rank: number): Cell {
  let left = rank
  for (let index = 0; index < between.length; index++) {
    if (left < between[index]!) return { isGap: true, index, rank: left }
    left -= between[index]!
    if (index < at.length && left < at[index]!) return { isGap: false, index, rank: left }
    left -= at[index] ?? 0
  }
  throw new RangeError(`rank ${rank} is beyond the rows`)
}

interface Weighted {
  readonly values: Float64Array
  readonly counts: Float64Array
}

/** `counts` is empty where each value is one row. */
function settledGaps({ gaps, values, counts }: Placed, cells: readonly Cell[]): ReadonlyMap<number, Weighted> {
  const wanted = new Set(cells.map(({ index }) => index))
  const slotOf = new Int8Array(1 << 16).fill(-1)
  for (const [slot, gap] of [...wanted].entries()) slotOf[gap] = slot
  const lengths = new Int32Array(wanted.size)
  if (wanted.size > 0) for (const gap of gaps) if (slotOf[gap]! >= 0) lengths[slotOf[gap]!]!++
  const inside = Array.from(lengths, (length) => new Float64Array(length))
  const weights = Array.from(lengths, (length) => new Float64Array(counts === undefined ? 0 : length))
  const next = new Int32Array(wanted.size)
  for (let row = 0; row < gaps.length && wanted.size > 0; row++) {
    const slot = slotOf[gaps[row]!]!
    if (slot < 0) continue
    const place = next[slot]!++
    inside[slot]![place] = values[row]!
    if (counts !== undefined) weights[slot]![place] = counts[row]!
  }
  return new Map(
    [...wanted].map((gap, slot) => {
      const found = inside[slot]!
      const ranks = cells.filter(({ index }) => index === gap).map(({ rank }) => rank)
      // the points of a sketch come in order
      if (counts === undefined)
        settleRanks(
          found,
          [...ranks].sort((a, b) => a - b),
        )
      return [gap, { values: found, counts: weights[slot]! }]
    }),
  )
}

function valueIn({ values, counts }: Weighted, rank: number): number {
  if (counts.length === 0) return values[rank]!
  let [index, left] = [0, rank]
  while (left >= counts[index]!) left -= counts[index++]!
  return values[index]!
}
