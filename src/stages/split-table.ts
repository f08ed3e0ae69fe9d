import { type Random, seededRandom } from "../base/index.ts"
import type { ColumnSchema, Rows, Schema } from "../schema/index.ts"
import type { StageContext, StageSettings } from "./context.ts"
import { groupColumnMissing, tooFewRows, tooFewToTrain } from "./errors.ts"
import { heldByColumn } from "./held-by-column.ts"
import { learnFeatures } from "./learn-features.ts"
import { sampleSplit } from "./sample-split.ts"
import { type Split, splitRows } from "./split.ts"
import { isLearnt, readTableRows } from "./table-rows.ts"
import { type Target, targetOf, weightsOf } from "./target.ts"

/** Which rows of the table train, and what decides it. */
export interface SplitTable {
  readonly split: Split
  /** Both sides together are learnt from once more. */
  readonly refit: boolean
  /** Rows with a target that the split is a sample of; absent when it has all. */
  readonly sampledFrom?: number
  /** Rows of the table, and those of them without a target. */
  readonly rows: number
  readonly unknown: number
  readonly target: Target
  /** Of every row of the table. */
  readonly groups: Int32Array | undefined
  readonly time: Float64Array | undefined
  readonly weights: Float64Array | undefined
}

/**
 * Hold rows out by the few columns that decide it, read for all rows; then leave rows out when those that train would not fit the
 * memory.
 *
 * @throws stages.too-few-rows, stages.too-few-to-train, stages.group-column-missing, stages.weight-invalid
 */
export async function splitTable(context: StageContext, schema: Schema, random: Random): Promise<SplitTable> {
  const { root, settings } = context
  const keys = await readTableRows(root, schema, { columns: (column) => isKey(column, settings) })
  const target = targetOf(keys, { name: settings.target.name, task: settings.task, schema })
  const all = splitKnown(keys, { settings, schema, target }, random)
  const most = await mostRows(context, { schema, split: all, target })
  const { train, test } = all
  const both = train.length + test.length
  const refit = isRefit(settings.split, all.method !== "column" && train.length + both <= most)
  const ofTrain = settings.split.refit === "always" ? most * (train.length / (train.length + both)) : most
  return {
    ...sampleSplit(all, { most: ofTrain, target: target.values }, random.fork("sample")),
    refit,
    rows: keys.count,
    unknown: keys.count - all.train.length - all.test.length,
    target,
    groups: groupsOf(keys, schema, settings.split.group),
    time: timeOf(keys, schema),
    weights: weightsOf(keys, schema),
  }
}

function isKey({ name, role }: ColumnSchema, { split }: StageSettings): boolean {
  return role === "target" || role === "time" || role === "weight" || name === split.group || name === split.column
}

/** Rows whose target is missing are on neither side. */
export function splitKnown(
  rows: Rows,
  {
    settings,
    schema,
    target,
  }: {
    readonly settings: Pick<StageSettings, "split" | "task">
    readonly schema: Schema
    readonly target: Target
  },
  random: Random,
): Split {
  const known = Int32Array.from({ length: rows.count }, (_, row) => row).filter(
    (row) => !Number.isNaN(target.values[row]!),
  )
  if (known.length < fewestRows) throw tooFewRows(known.length, fewestRows)
  const time = timeOf(rows, schema)
  const groups = groupsOf(rows, schema, settings.split.group)
  const held = heldByColumn(rows, { schema, known }, settings.split)
  const split = splitRows(
    {
      rows: known.length,
      task: settings.task,
      target: pick(target.values, known),
      ...(time === undefined ? {} : { time: pick(time, known) }),
      ...(groups === undefined ? {} : { groups: known.map((row) => groups[row]!) }),
      ...(held === undefined ? {} : { held }),
    },
    settings.split,
    random.fork("split"),
  )
  const { train, test } = split
  if (train.length < fewestTrained) throw tooFewToTrain(train.length, test.length, fewestTrained)
  return {
    method: split.method,
    train: split.train.map((row) => known[row]!),
    test: split.test.map((row) => known[row]!),
  }
}

function isRefit({ refit }: StageSettings["split"], fits: boolean): boolean {
  return refit === "always" || (refit === "auto" && fits)
}

/** Rows whose columns and features fit the memory; how many features a row has is tried on a few. */
async function mostRows(
  { root, settings }: StageContext,
  { schema, split, target }: { readonly schema: Schema; readonly split: Split; readonly target: Target },
): Promise<number> {
  const inputs = schema.columns.filter(isLearnt).length
  const bytes = settings.features.memoryMegabytes * 1_000_000
  // A feature comes from a column or two: a table that is far from the limit needs no trial.
  const likely = Math.floor(bytes / (inputs * (bytesPerValue + manyFeatures * bytesPerFeature)))
  if (2 * split.train.length + split.test.length <= likely) return likely
  const few = Int32Array.from(
    { length: Math.min(triedRows, split.train.length) },
    (_, at) => split.train[Math.floor((at * split.train.length) / Math.min(triedRows, split.train.length))]!,
  )
  const rows = await readTableRows(root, schema, { columns: isLearnt, rows: few })
  const tried = { rows, schema, target: pick(target.values, few), classes: target.classes.length, user: undefined }
  const features = learnFeatures(tried, settings, seededRandom(settings.split.seed)).encoder.features.length
  return Math.max(fewestRows, Math.floor(bytes / (inputs * bytesPerValue + features * bytesPerFeature)))
}

export function timeOf(rows: Rows, schema: Schema): Float64Array | undefined {
  const name = schema.columns.find((column) => column.role === "time")?.name
  const column = name === undefined ? undefined : rows.columns.get(name)
  return column?.kind === "number" ? column.values : undefined
}

/** Equal values get equal numbers; a missing value is a group of its own. */
function groupsOf(rows: Rows, schema: Schema, name: string | undefined): Int32Array | undefined {
  if (name === undefined) return undefined
  const column = rows.columns.get(name)
  if (column === undefined) {
    throw groupColumnMissing(
      name,
      schema.columns.map((known) => known.name),
    )
  }
  if (column.kind === "string") return column.codes
  const numbers = new Map<number, number>()
  return Int32Array.from(column.values, (value) => {
    const known = numbers.get(value)
    if (known !== undefined) return known
    numbers.set(value, numbers.size)
    return numbers.size - 1
  })
}

export const pick = (values: Float64Array, rows: Int32Array): Float64Array =>
  Float64Array.from(rows, (row) => values[row]!)

/** Below this a held-out evaluation says nothing. */
const fewestRows = 5

/** Of the rows that are not held out. */
const fewestTrained = 3

const bytesPerValue = 8

const bytesPerFeature = 4

/** Features a column becomes at most, as a rule. */
const manyFeatures = 12

const triedRows = 5000
