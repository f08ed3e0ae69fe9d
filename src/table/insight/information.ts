/** What a column tells of the target by itself. */
export interface Information {
  readonly column: string
  /**
   * Mutual information in nats between the column and the target, both cut into groups (numbers into up to 32 of one frequency),
   * a missing value being a group; less the bias of the estimate after Miller and Madow, at least 0.
   */
  readonly nats: number
  /** The share of the target's own entropy that this is, 0 to 1. */
  readonly share: number
  /** More than 95 of 100 columns that have nothing to do with the target would show. */
  readonly aboveChance: boolean
}

/** Codes of groups; -1 is missing and counts as a group of its own. */
export interface Grouped {
  readonly codes: Int32Array
  readonly groups: number
}

/** @returns undefined when either is one group */
export function informationOf(column: Grouped, target: Grouped): Omit<Information, "column"> | undefined {
  const [width, height] = [target.groups + 1, column.groups + 1]
  const cells = new Float64Array(width * height)
  const rows = column.codes.length
  for (let row = 0; row < rows; row++) cells[(column.codes[row]! + 1) * width + target.codes[row]! + 1]!++
  const left = new Float64Array(height)
  const top = new Float64Array(width)
  for (const [cell, count] of cells.entries()) {
    left[Math.floor(cell / width)]! += count
    top[cell % width]! += count
  }
  const [ofColumn, ofTarget, ofBoth] = [left, top, cells].map((counts) => entropyOf(counts, rows))
  if (ofColumn!.filled < 2 || ofTarget!.filled < 2) return undefined
  const plain = ofColumn!.nats + ofTarget!.nats - ofBoth!.nats
  const bias = (ofBoth!.filled - ofColumn!.filled - ofTarget!.filled + 1) / (2 * rows)
  const nats = Math.max(0, plain - bias)
  const freedom = (ofColumn!.filled - 1) * (ofTarget!.filled - 1)
  return {
    nats,
    share: Math.min(1, nats / ofTarget!.nats),
    aboveChance: (2 * rows * plain) / williams({ left, top, rows, freedom }) > chiSquare95(freedom),
  }
}

/** Williams' divisor, which brings twice the rows times the information near chi-square when groups are small. */
function williams({
  left,
  top,
  rows,
  freedom,
}: {
  readonly left: Float64Array
  readonly top: Float64Array
  readonly rows: number
  readonly freedom: number
}): number {
  const spread = (counts: Float64Array): number =>
    counts.reduce((sum, count) => (count === 0 ? sum : sum + rows / count), 0) - 1
  return 1 + (spread(left) * spread(top)) / (6 * rows * freedom)
}

function entropyOf(counts: Float64Array, rows: number): { readonly nats: number; readonly filled: number } {
  let [nats, filled] = [0, 0]
  for (const count of counts) {
    if (count === 0) continue
    filled++
    nats -= (count / rows) * Math.log(count / rows)
  }
  return { nats, filled }
}

/** Wilson and Hilferty's cube; within 1 % of the exact quantile from two degrees of freedom on. */
function chiSquare95(freedom: number): number {
  const part = 2 / (9 * freedom)
  return freedom * (1 - part + 1.6448536269514722 * Math.sqrt(part)) ** 3
}
