import type { Rows } from "../../schema/index.ts"
import { columnsOfCategorySource, compileCategorySource, levelCount } from "../category-source.ts"
import { ENCODE_BLOCK } from "../encode.ts"
import type { CategorySource } from "../encoder.ts"
import type { FeatureUse } from "../matrix.ts"
import type { Draft, DraftFeature, NamedTarget, OutOfFold, Training } from "./draft.ts"
import { drawFolds, fitMeanTarget } from "./mean-target.ts"
import { momentsOf } from "./statistics.ts"

export interface CategoryForms {
  readonly name: string
  readonly source: CategorySource
  /** The word of a level, for the feature's name. */
  readonly label: (level: number) => string
  /** A 0/1 feature a state when there are few enough; the rest of the forms serve trees. */
  readonly oneHot: boolean
  readonly meanTarget: boolean
  /** How often a state occurs, when there are too many for 0/1 features. */
  readonly frequency: boolean
}

/** A category and its forms; undefined when all training rows are in one state. */
export function draftCategory(forms: CategoryForms, training: Training): Draft | undefined {
  const states = readStates(forms.source, training.rows)
  const counts = new Float64Array(states.count)
  for (const state of states.of) counts[state]!++
  const present = [...counts.keys()].filter((state) => counts[state]! > 0)
  if (present.length < 2) return undefined
  const levels = states.count - 2
  const few = levels <= training.settings.maxOneHot
  const oneHot = forms.oneHot && few ? hotStates(present) : []
  const use = oneHot.length <= TREE_ONE_HOT || training.targets.length !== 1 ? "both" : "linear"
  const tables: Table[] = []
  if (forms.meanTarget) {
    if (!few) tables.push(...training.targets.flatMap((target) => meanTargetTable(states, target, training)))
    else if (oneHot.length > 1 && training.targets.length === 1) tables.push(rankTable(states, training.targets[0]!))
  }
  if (forms.frequency && !few) tables.push(frequencyTable(counts))
  if (training.settings.categoryCodes && present.length > 2) tables.push(codeTable(counts))
  const features: DraftFeature[] = [
    ...oneHot.map((state) => ({
      name: `${forms.name}=${labelOf(state, levels, forms.label)}`,
      use: use as FeatureUse,
    })),
    ...tables.map(({ name, use: own, codes }) => ({
      name: `${forms.name}.${name}`,
      use: own,
      ...(codes === undefined ? {} : { codes }),
    })),
  ]
  return {
    block: { kind: "category", source: forms.source, oneHot, tables: tables.map((table) => table.values) },
    features,
    from: columnsOfCategorySource(forms.source),
    outOfFold: tables.flatMap((table, place): OutOfFold[] =>
      table.outOfFold === undefined ? [] : [{ place: oneHot.length + place, values: table.outOfFold }],
    ),
  }
}

/** The state of every row. */
export function readStates(source: CategorySource, rows: Rows): States {
  const read = compileCategorySource(source)
  const of = new Int32Array(rows.count)
  for (let first = 0; first < rows.count; first += ENCODE_BLOCK) {
    const count = Math.min(ENCODE_BLOCK, rows.count - first)
    read(rows, { first, count }, of.subarray(first, first + count))
  }
  return { of, count: levelCount(source) + 2 }
}

interface States {
  readonly of: Int32Array
  readonly count: number
}

interface Table {
  readonly name: string
  readonly use: FeatureUse
  /** Values are codes of categories. */
  readonly codes?: true
  /** By state; null is missing. */
  readonly values: readonly (number | null)[]
  readonly outOfFold?: Float32Array
}

/** Two states are one 0/1 feature; more are one each. */
function hotStates(present: readonly number[]): readonly number[] {
  return present.length === 2 ? [present[0]!] : present
}

function labelOf(state: number, levels: number, label: (level: number) => string): string {
  if (state < levels) return label(state)
  return state === levels ? "(other)" : "(missing)"
}

/** Standardised, so that linear models can read it too. A state without training rows has the mean of all, which is 0. */
function meanTargetTable(states: States, target: NamedTarget, training: Training): Table[] {
  const folds = drawFolds(target.values.length, training.settings.targetFolds, training.random.fork("folds"))
  const { means, outOfFold } = fitMeanTarget(states, target.values, folds)
  const { mean, deviation } = momentsOf(outOfFold)
  if (deviation === 0) return []
  const standard = (value: number): number => (value - mean) / deviation + 0
  return [
    {
      name: `mean${target.name}`,
      use: "both",
      values: Array.from(means, standard),
      outOfFold: Float32Array.from(outOfFold, standard),
    },
  ]
}

/**
 * Place of each state when they are ordered by mean target. So few states with many rows each say next to nothing about a single
 * row's target, and the values are the same for all rows of a state, unlike an out-of-fold mean.
 */
function rankTable(states: States, target: NamedTarget): Table {
  const { means } = fitMeanTarget(states, target.values, { of: new Int32Array(target.values.length), count: 0 })
  const seen = new Uint8Array(states.count)
  for (const state of states.of) seen[state] = 1
  const order = [...seen.keys()].filter((state) => seen[state] === 1).sort((a, b) => means[a]! - means[b]! || a - b)
  const rank = new Map(order.map((state, place) => [state, place]))
  const { mean } = momentsOf(target.values)
  const unseen = order.filter((state) => means[state]! < mean).length - 0.5
  const missing = states.count - 1
  const values = Array.from(means, (_, state) => (state === missing ? null : (rank.get(state) ?? unseen)))
  return { name: "rank", use: "tree", values }
}

/** A code for each state, the most frequent first; states beyond the codes there are, and those without training rows, share the last. */
function codeTable(counts: Float64Array): Table {
  const missing = counts.length - 1
  const order = [...counts.keys()].filter((state) => state !== missing && counts[state]! > 0)
  order.sort((a, b) => counts[b]! - counts[a]! || a - b)
  const codeOf = new Map(order.slice(0, mostCodes).map((state, code) => [state, code]))
  const values = Array.from(counts, (_, state) => (state === missing ? null : (codeOf.get(state) ?? codeOf.size)))
  return { name: "code", use: "tree", codes: true, values }
}

/** log(1 + rows), 0 for a state without training rows. */
function frequencyTable(counts: Float64Array): Table {
  return { name: "frequency", use: "tree", values: Array.from(counts, Math.log1p) }
}

/** Codes of categories; one more is for the others. */
const mostCodes = 253
/** With more 0/1 features than this, trees get the ordered form only. */
const TREE_ONE_HOT = 10
