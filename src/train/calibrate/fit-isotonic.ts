import { CALIBRATION_FLOOR, type CalibrationLine } from "../../model/index.ts"

/**
 * The rising line nearest to what happened, by pooling adjacent violators: shares of rows, each group's at both its ends. Groups are
 * kept large enough that a line has at most some hundred points, and shares a little away from 0 and 1, which no number of rows proves.
 *
 * @param share stated probabilities
 * @param happened 0 or 1
 */
export function fitIsotonic(share: Float64Array, happened: Float64Array): CalibrationLine {
  const rows = share.length
  const order = Int32Array.from(share.keys()).sort((a, b) => share[a]! - share[b]! || a - b)
  const groups = pooled(equalOnes(order, share, happened), Math.max(fewestRows, rows / mostGroups))
  const [least, most] = [1 / (2 * rows), 1 - 1 / (2 * rows)]
  const at: number[] = []
  const to: number[] = []
  for (const { low, high, sum, count } of groups) {
    const value = Math.min(most, Math.max(least, sum / count))
    for (const end of low === high ? [low] : [low, high]) {
      at.push(end)
      to.push(value)
    }
  }
  return { at, to }
}

interface Group {
  readonly low: number
  readonly high: number
  readonly sum: number
  readonly count: number
}

/** Rows of one stated probability are one group. */
function equalOnes(order: Int32Array, share: Float64Array, happened: Float64Array): Group[] {
  const groups: Group[] = []
  for (const row of order) {
    const stated = Math.min(1 - CALIBRATION_FLOOR, Math.max(CALIBRATION_FLOOR, share[row]!))
    const last = groups.at(-1)
    if (last?.high === stated)
      groups[groups.length - 1] = joined(last, { low: stated, high: stated, sum: happened[row]!, count: 1 })
    else groups.push({ low: stated, high: stated, sum: happened[row]!, count: 1 })
  }
  return groups
}

/** Neighbours are joined while the later one is not above, or the earlier one is too small. */
function pooled(groups: readonly Group[], fewest: number): Group[] {
  const kept: Group[] = []
  for (const group of groups) {
    let next = group
    for (let last = kept.at(-1); last !== undefined && joins(last, next, fewest); last = kept.at(-1)) {
      kept.pop()
      next = joined(last, next)
    }
    kept.push(next)
  }
  const last = kept.at(-1)
  if (kept.length < 2 || last!.count >= fewest) return kept
  return [...kept.slice(0, -2), joined(kept.at(-2)!, last!)]
}

function joins(last: Group, next: Group, fewest: number): boolean {
  return last.count < fewest || next.sum / next.count <= last.sum / last.count
}

function joined(first: Group, second: Group): Group {
  return { low: first.low, high: second.high, sum: first.sum + second.sum, count: first.count + second.count }
}

const fewestRows = 5
const mostGroups = 100
