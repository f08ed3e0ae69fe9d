/** A column as the measures of relation read it: amounts, or codes of a few groups. */
export type Measured =
  | { readonly kind: "number"; readonly values: Float64Array; readonly ranks: Float64Array }
  | { readonly kind: "groups"; readonly codes: Int32Array; readonly groups: number }

/** How much two columns go together. */
export interface Association {
  readonly one: string
  readonly other: string
  /**
   * Two numbers: Spearman's rank correlation. Two categories: Cramer's V with Bergsma's correction. A number and a category: the
   * correlation ratio of its ranks (Kruskal and Wallis), corrected as epsilon squared is.
   */
  readonly measure: "spearman" | "cramers-v" | "correlation-ratio"
  /** -1 to 1 for ranks, else 0 to 1. */
  readonly value: number
  /** Of two numbers. */
  readonly pearson?: number
  /** Rows of the sample where both have a value. */
  readonly rows: number
}

/** @returns undefined when too few rows have both, or one of them does not vary there */
export function associationOf(
  one: Measured,
  other: Measured,
): Pick<Association, "measure" | "value" | "pearson" | "rows"> | undefined {
  if (one.kind === "number" && other.kind === "number") {
    const spearman = correlationOf(one.ranks, other.ranks)
    const pearson = correlationOf(one.values, other.values)
    if (spearman === undefined || pearson === undefined) return undefined
    return { measure: "spearman", value: spearman.value, pearson: pearson.value, rows: spearman.rows }
  }
  if (one.kind === "groups" && other.kind === "groups") {
    const found = cramersV(one, other)
    return found === undefined ? undefined : { measure: "cramers-v", ...found }
  }
  const [groups, numbers] = one.kind === "groups" ? [one, other] : [other, one]
  if (groups.kind !== "groups" || numbers.kind !== "number") return undefined
  const found = correlationRatio(groups, numbers.ranks)
  return found === undefined ? undefined : { measure: "correlation-ratio", ...found }
}

interface Measure {
  readonly value: number
  readonly rows: number
}

type Groups = Extract<Measured, { kind: "groups" }>

/** Pearson's correlation over the rows where both are there. Of ranks it is Spearman's when no value is missing. */
export function correlationOf(x: Float64Array, y: Float64Array): Measure | undefined {
  let [rows, meanX, meanY] = [0, 0, 0]
  let [xx, yy, xy] = [0, 0, 0]
  for (let row = 0; row < x.length; row++) {
    const [a, b] = [x[row]!, y[row]!]
    if (Number.isNaN(a) || Number.isNaN(b)) continue
    rows++
    // Welford's update: sums of squares of dates and coordinates would lose all digits.
    const [offX, offY] = [a - meanX, b - meanY]
    meanX += offX / rows
    meanY += offY / rows
    xx += offX * (a - meanX)
    yy += offY * (b - meanY)
    xy += offX * (b - meanY)
  }
  if (rows < fewestRows || xx <= 0 || yy <= 0) return undefined
  return { value: Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy))), rows }
}

/** Bergsma 2013: phi^2 less (r - 1)(c - 1) / (n - 1), over the smaller of the two counts of groups corrected the same way. */
export function cramersV(one: Groups, other: Groups): Measure | undefined {
  const cells = new Float64Array(one.groups * other.groups)
  let rows = 0
  for (let row = 0; row < one.codes.length; row++) {
    const [a, b] = [one.codes[row]!, other.codes[row]!]
    if (a < 0 || b < 0) continue
    cells[a * other.groups + b]!++
    rows++
  }
  if (rows < fewestRows) return undefined
  const left = new Float64Array(one.groups)
  const top = new Float64Array(other.groups)
  for (const [cell, count] of cells.entries()) {
    left[Math.floor(cell / other.groups)]! += count
    top[cell % other.groups]! += count
  }
  const r = left.filter((count) => count > 0).length
  const c = top.filter((count) => count > 0).length
  if (r < 2 || c < 2) return undefined
  let share = 0
  for (const [cell, count] of cells.entries()) {
    if (count > 0) share += (count / left[Math.floor(cell / other.groups)]!) * (count / top[cell % other.groups]!)
  }
  const phi = Math.max(0, share - 1 - ((r - 1) * (c - 1)) / (rows - 1))
  const smaller = Math.min(r - (r - 1) ** 2 / (rows - 1), c - (c - 1) ** 2 / (rows - 1)) - 1
  return smaller <= 0 ? undefined : { value: Math.min(1, Math.sqrt(phi / smaller)), rows }
}

/** Root of 1 - (1 - eta^2)(n - 1) / (n - k): what groups explain of a number beyond what as many random groups would. */
export function correlationRatio({ codes, groups }: Groups, values: Float64Array): Measure | undefined {
  const counts = new Float64Array(groups)
  const means = new Float64Array(groups)
  let [rows, mean, total, within] = [0, 0, 0, 0]
  for (let row = 0; row < codes.length; row++) {
    const [code, value] = [codes[row]!, values[row]!]
    if (code < 0 || Number.isNaN(value)) continue
    rows++
    counts[code]!++
    const off = value - mean
    mean += off / rows
    total += off * (value - mean)
    const apart = value - means[code]!
    means[code]! += apart / counts[code]!
    within += apart * (value - means[code]!)
  }
  const filled = counts.filter((count) => count > 0).length
  if (rows < fewestRows || filled < 2 || rows <= filled || total <= 0) return undefined
  const explained = 1 - ((within / total) * (rows - 1)) / (rows - filled)
  return { value: Math.sqrt(Math.max(0, Math.min(1, explained))), rows }
}

const fewestRows = 10
