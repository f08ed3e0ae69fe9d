/** How far a regression was off on rows it had not seen: what prediction intervals are made of. Plain JSON. */
export interface ErrorTable {
  /** Rows the errors come from. */
  readonly rows: number
  /** (truth - answer) / spread at even ranks from the least to the greatest; ascending. */
  readonly errors: readonly number[]
  /** Typical size of an error by answer: a line through points, flat beyond its ends; absent where one size fits all answers. */
  readonly spread?: { readonly at: readonly number[]; readonly to: readonly number[] }
  /** No interval reaches below it, because no training target did; absent where targets may be negative. */
  readonly floor?: number
}

/** What would make intervals fail, in words; undefined when the table is sound. */
export function errorTableFault({ rows, errors, spread, floor }: ErrorTable): string | undefined {
  if (errors.length < 2 || errors.length > rows || !isAscending(errors)) return "its errors must be finite and ascend"
  if (floor !== undefined && !Number.isFinite(floor)) return "the floor of its intervals is not finite"
  if (spread === undefined) return undefined
  const { at, to } = spread
  const fits = at.length > 0 && at.length === to.length && isAscending(at)
  return fits && to.every((size) => size > 0 && Number.isFinite(size))
    ? undefined
    : "the spread of its errors is not sound"
}

function isAscending(values: readonly number[]): boolean {
  return values.every((value, place) => Number.isFinite(value) && (place === 0 || value >= values[place - 1]!))
}

/** Typical size of an error of each answer. */
export function spreadOf({ spread }: Pick<ErrorTable, "spread">, answer: number): number {
  if (spread === undefined) return 1
  const { at, to } = spread
  const last = at.length - 1
  if (answer <= at[0]!) return to[0]!
  if (answer >= at[last]!) return to[last]!
  const above = at.findIndex((value) => value > answer)
  const [low, high] = [at[above - 1]!, at[above]!]
  return to[above - 1]! + ((to[above]! - to[above - 1]!) * (answer - low)) / (high - low)
}
