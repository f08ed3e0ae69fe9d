import type { WordSketch } from "../sketch/sketch.ts"
import { sumOf } from "../statistics/sum-of.ts"

/** The rows of two tables that have a value, counted in the same cells: words, values or bins. */
export interface Cells {
  /** What is counted in a cell, for people. */
  readonly labels: readonly string[]
  /** cells long */
  readonly reference: readonly number[]
  /** cells long */
  readonly current: readonly number[]
}

/**
 * A cell for each word of either side, and one for all other words. A word that only one side lists, while the other side
 * counted words it does not list, is among the others: it may well be one of them. So is a word that made such a list narrowly: among
 * many words of about one frequency chance decides which are listed, and those come less often the next time. Words of a text are brought to the scale of
 * rows, for they are many in a row and not independent.
 */
export function wordCells(reference: WordSketch, current: WordSketch): Cells {
  const before = countsOf(reference)
  const now = countsOf(current)
  const words = new Set([...before.keys(), ...now.keys()])
  const labels: string[] = []
  const counts: [number[], number[]] = [[], []]
  let rest: readonly [number, number] = [reference.count, current.count]
  for (const word of words) {
    const [first, second] = [before.get(word), now.get(word)]
    if ((first === undefined && reference.rest > 0) || (second === undefined && current.rest > 0)) continue
    labels.push(word)
    counts[0].push(first ?? 0)
    counts[1].push(second ?? 0)
    rest = [rest[0] - (first ?? 0), rest[1] - (second ?? 0)]
  }
  // rounding of the scaled counts may leave a little more or less than nothing
  const isRest = rest[0] > 1e-6 || rest[1] > 1e-6
  return {
    labels: isRest ? [...labels, otherValues] : labels,
    reference: isRest ? [...counts[0], Math.max(0, rest[0])] : counts[0],
    current: isRest ? [...counts[1], Math.max(0, rest[1])] : counts[1],
  }
}

/** Rows of each word that is listed by more than chance; of the words of a text so scaled that all of them sum to the rows. */
function countsOf({ words, rest, count }: WordSketch): ReadonlyMap<string, number> {
  const total = words.reduce((sum, word) => sum + word.count, rest)
  const scale = total === 0 ? 0 : count / total
  const fewest = rest > 0 ? words.reduce((least, word) => Math.min(least, word.count), total) : 0
  const clear = fewest + 4 * Math.sqrt(fewest)
  return new Map(words.filter((word) => word.count >= clear).map((word) => [word.word, word.count * scale]))
}

/**
 * Put cells in which fewer than five rows are expected on either side together, as the chi-square distribution asks: a word that
 * came once in the reference may well not come again, and one that never came may come once, without any change. What was
 * put together joins the smallest other cell while it is too small itself. Empty cells go.
 */
export function mergeRare({ labels, reference, current }: Cells): Cells {
  const [all, others] = [sumOf(reference), sumOf(current)]
  const smallerShare = Math.min(all, others) / (all + others)
  const cells = labels.map((label, cell): Cell => ({ label, before: reference[cell]!, now: current[cell]! }))
  const isRare = ({ before, now }: Cell): boolean => !((before + now) * smallerShare >= fewestExpected)
  const common = cells.filter((cell) => !isRare(cell)).sort((a, b) => b.before + b.now - (a.before + a.now))
  const rare = cells.filter((cell) => isRare(cell) && cell.before + cell.now > 0)
  const alone = rare.length === 1 ? rare[0]!.label : otherValues
  let rest = rare.reduce(joined, { label: alone, before: 0, now: 0 })
  while (rest.before + rest.now > 0 && isRare(rest) && common.length > 0) rest = joined(rest, common.pop()!)
  const merged = rest.before + rest.now > 0 ? [...common, rest] : common
  return {
    labels: merged.map(({ label }) => label),
    reference: merged.map(({ before }) => before),
    current: merged.map(({ now }) => now),
  }
}

interface Cell {
  readonly label: string
  readonly before: number
  readonly now: number
}

function joined(a: Cell, b: Cell): Cell {
  return { label: otherValues, before: a.before + b.before, now: a.now + b.now }
}

const fewestExpected = 5

const otherValues = "other values"
