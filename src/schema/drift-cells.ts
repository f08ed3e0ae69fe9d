import type { ColumnSketch, NumberSketch, WordSketch } from "./sketch.ts"

/** The rows of two tables, counted in the same cells: bins or words, and missing values. */
export interface Cells {
  /** cells long; sums to referenceRows */
  readonly reference: readonly number[]
  /** cells long; sums to currentRows */
  readonly current: readonly number[]
  readonly referenceRows: number
  readonly currentRows: number
}

/** Two sketches of one column in cells that are large enough to compare: see `mergeRare`. */
export function comparableCells(reference: ColumnSketch, current: ColumnSketch): Cells {
  const { listed, rest } = pairsOf(reference, current)
  const missing: Pair = [reference.missing, current.missing]
  const referenceRows = reference.count + reference.missing
  const currentRows = current.count + current.missing
  const merged = mergeRare([...listed, missing], rest, { referenceRows, currentRows })
  return {
    reference: merged.map(([before]) => before),
    current: merged.map(([, after]) => after),
    referenceRows,
    currentRows,
  }
}

/** Rows in one cell: of the reference and now. */
type Pair = readonly [number, number]

interface Pairs {
  readonly listed: readonly Pair[]
  /** What is in no listed cell. */
  readonly rest: Pair
}

function pairsOf(reference: ColumnSketch, current: ColumnSketch): Pairs {
  if (reference.kind === "string" && current.kind === "string") return wordPairs(reference, current)
  const isNumber = reference.kind === "number" && current.kind === "number"
  return { listed: isNumber ? binPairs(reference, current) : [], rest: [0, 0] }
}

function binPairs(reference: NumberSketch, current: NumberSketch): readonly Pair[] {
  const { edges, counts } = reference.bins
  const isSame =
    edges.length === current.bins.edges.length && edges.every((edge, at) => edge === current.bins.edges[at])
  const now = isSame ? current.bins.counts : estimatedCounts(current, edges)
  return counts.map((before, bin) => [before, now[bin]!])
}

/** Rows in foreign bins, from the percentiles: right to about one percent of the rows. */
function estimatedCounts({ quantiles, count }: NumberSketch, edges: readonly number[]): readonly number[] {
  const upTo = [...edges.map((edge) => count * shareAtMost(quantiles, edge)), count]
  return upTo.map((total, bin) => total - (upTo[bin - 1] ?? 0))
}

/** Linear between percentiles; at a value that many rows have, all of them. */
function shareAtMost(quantiles: readonly number[], value: number): number {
  const above = quantiles.findIndex((quantile) => quantile > value)
  if (above < 0) return 1
  if (above === 0) return 0
  const low = quantiles[above - 1]!
  const high = quantiles[above]!
  return (above - 1 + (value - low) / (high - low)) / (quantiles.length - 1)
}

/**
 * A cell for each word of either side, and the rest. Rare words join the rest in `mergeRare`: a word that came once in the
 * reference may well not come again, and one that never came may come once, without any change. Words of a text are brought to
 * the scale of rows, for they are many in a row and not independent.
 */
function wordPairs(reference: WordSketch, current: WordSketch): Pairs {
  const before = rowsPerWord(reference)
  const after = rowsPerWord(current)
  const now = new Map(current.words.map(({ word, count }) => [word, count * after]))
  const known = new Set(reference.words.map(({ word }) => word))
  const shared = reference.words.map(({ word, count }): Pair => [count * before, now.get(word) ?? 0])
  const added = [...now].filter(([word]) => !known.has(word)).map(([, rows]): Pair => [0, rows])
  const listed = [...shared, ...added]
  const [first, second] = listed.reduce(joined, [0, 0])
  // rounding of the scaled counts may leave a little less than nothing
  return { listed, rest: [Math.max(0, reference.count - first), Math.max(0, current.count - second)] }
}

/** 1 for values; less for the words of a text; 0 for texts of signs only, in which nothing is counted. */
function rowsPerWord({ words, rest, count }: WordSketch): number {
  const total = words.reduce((sum, word) => sum + word.count, rest)
  return total === 0 ? 0 : count / total
}

/**
 * Put cells in which fewer than five rows are expected on either side to the rest, as the chi-square distribution asks; the rest
 * joins the smallest other cell while it is too small itself. Empty cells go.
 */
function mergeRare(
  listed: readonly Pair[],
  unlisted: Pair,
  rows: Pick<Cells, "referenceRows" | "currentRows">,
): readonly Pair[] {
  const { referenceRows, currentRows } = rows
  const smallerShare = Math.min(referenceRows, currentRows) / (referenceRows + currentRows)
  const isRare = ([before, after]: Pair): boolean => (before + after) * smallerShare < fewestExpected
  const common = listed.filter((pair) => !isRare(pair)).sort((a, b) => b[0] + b[1] - (a[0] + a[1]))
  let rest = listed.filter(isRare).reduce(joined, unlisted)
  while (isRare(rest) && rest[0] + rest[1] > 0 && common.length > 0) rest = joined(rest, common.pop()!)
  return rest[0] + rest[1] > 0 ? [...common, rest] : common
}

function joined(a: Pair, b: Pair): Pair {
  return [a[0] + b[0], a[1] + b[1]]
}

const fewestExpected = 5
