import { type Random, shuffle } from "../base/index.ts"
import type { TrainInput } from "./input.ts"

export type FoldKind = "random" | "stratified" | "group" | "time"

/** One comparison: learn from `train`, be scored on `valid`. */
export interface Fold {
  /** Ascending. */
  readonly train: Int32Array
  /** Ascending. */
  readonly valid: Int32Array
}

export interface Folds {
  readonly kind: FoldKind
  readonly folds: readonly Fold[]
  /** Valid rows of all folds, fold after fold: the order of every out-of-fold answer. */
  readonly scored: Int32Array
  /** Rows an average fold learns from, as a share of all. */
  readonly trainShare: number
}

export interface FoldOptions {
  /** Parts the rows are cut into. */
  readonly parts: number
  /** Folds used of them. */
  readonly used: number
  /** How often the cutting is done anew, so that a small table is not judged by the luck of one; time is cut only once. */
  readonly repeats: number
}

/**
 * Cut rows into folds: by time when there is one (learn from the past, be scored on what follows), by group, by class so that
 * each part has its share of every class, else at random. Undefined when the rows allow no fold, such as a single group.
 */
export function makeFolds(input: TrainInput, options: FoldOptions, random: Random): Folds | undefined {
  const kind = kindOf(input)
  const parts = Math.min(options.parts, input.matrix.rows)
  if (parts < 2) return undefined
  const cutOnce = (): Fold[] => partFolds(partOf(input, kind, { parts, random }), parts, options.used)
  const folds =
    kind === "time"
      ? timeFolds(input.time!, parts, options.used)
      : Array.from({ length: options.repeats }, cutOnce).flat()
  const usable = folds.filter(({ train, valid }) => train.length > 0 && valid.length > 0)
  if (usable.length === 0) return undefined
  const scored = joined(usable.map(({ valid }) => valid))
  const learnt = usable.reduce((sum, { train }) => sum + train.length, 0) / usable.length
  return { kind, folds: usable, scored, trainShare: learnt / input.matrix.rows }
}

function kindOf(input: TrainInput): FoldKind {
  if (input.time !== undefined) return "time"
  if (input.groups !== undefined) return "group"
  return input.task === "regression" ? "random" : "stratified"
}

/** Blocks in order of time; the first is only learnt from. With fewer folds used, the latest ones are. Equal times stay together. */
function timeFolds(time: Float64Array, parts: number, used: number): Fold[] {
  const order = Int32Array.from(time.keys()).sort((a, b) => time[a]! - time[b]! || a - b)
  const cuts = Array.from({ length: parts + 1 }, (_, part) => {
    let cut = Math.round((part * order.length) / parts)
    while (cut > 0 && cut < order.length && time[order[cut]!] === time[order[cut - 1]!]) cut++
    return cut
  })
  const folds = Array.from({ length: parts - 1 }, (_, part) => ({
    train: order.slice(0, cuts[part + 1]).sort(),
    valid: order.slice(cuts[part + 1], cuts[part + 2]).sort(),
  }))
  return folds.slice(-used)
}

function partFolds(part: Int32Array, parts: number, used: number): Fold[] {
  const rows = Int32Array.from(part.keys())
  return Array.from({ length: Math.min(parts, used) }, (_, fold) => ({
    train: rows.filter((row) => part[row] !== fold),
    valid: rows.filter((row) => part[row] === fold),
  }))
}

interface PartOptions {
  readonly parts: number
  readonly random: Random
}

/** @returns by row: its part */
function partOf(input: TrainInput, kind: FoldKind, options: PartOptions): Int32Array {
  const rows = Int32Array.from({ length: input.matrix.rows }, (_, row) => row)
  shuffle(rows, options.random)
  switch (kind) {
    case "group":
      return groupParts(rows, input.groups!, options.parts)
    case "stratified":
      // the sort of an array is stable, so rows of a class stay shuffled
      return dealt(Int32Array.from([...rows].sort((a, b) => input.target[a]! - input.target[b]!)), options.parts)
    default:
      return dealt(rows, options.parts)
  }
}

function dealt(rows: Int32Array, parts: number): Int32Array {
  const part = new Int32Array(rows.length)
  for (const [place, row] of rows.entries()) part[row] = place % parts
  return part
}

/** Largest groups first, each to the part with the fewest rows. */
function groupParts(shuffled: Int32Array, groups: Int32Array, parts: number): Int32Array {
  const sizes = new Map<number, number>()
  for (const row of shuffled) sizes.set(groups[row]!, (sizes.get(groups[row]!) ?? 0) + 1)
  const loads = new Array<number>(parts).fill(0)
  const partOfGroup = new Map<number, number>()
  for (const [group, size] of [...sizes].sort((a, b) => b[1] - a[1])) {
    const lightest = loads.indexOf(Math.min(...loads))
    partOfGroup.set(group, lightest)
    loads[lightest]! += size
  }
  return Int32Array.from(groups, (group) => partOfGroup.get(group)!)
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
