import type { Random } from "../../base/index.ts"
import { type ColumnSchema, inputColumns, type Rows, type Schema, type Task } from "../../schema/index.ts"
import type { FeatureSettings } from "../config.ts"
import { encode } from "../encode.ts"
import type { Dropped, Encoder } from "../encoder.ts"
import type { Feature, Matrix } from "../matrix.ts"
import type { Draft, NamedTarget, Training } from "./draft.ts"
import { draftBlocks } from "./draft-blocks.ts"
import { skewnessOf } from "./statistics.ts"
import { describeInput } from "./typical.ts"

export interface EncoderInput {
  /** Training rows only, with the user's columns if there are any. */
  readonly rows: Rows
  readonly schema: Schema
  /** rows long; the number, or the index of the class */
  readonly target: Float64Array
  readonly task: Task
  /** Number of classes; 0 for regression. */
  readonly classes: number
  /** Names of the columns of `rows` that the user's own features gave: `userFeatures.columns`. */
  readonly userColumns?: readonly string[]
}

export interface FittedEncoder {
  readonly encoder: Encoder
  /** Features of the training rows; mean targets in it are out of fold, so no row has seen its own target. */
  readonly matrix: Matrix
  readonly dropped: readonly Dropped[]
}

/**
 * Learn from the training rows how columns become features.
 *
 * @throws feature.column-missing, feature.column-kind
 */
export function fitEncoder(input: EncoderInput, settings: FeatureSettings, random: Random): FittedEncoder {
  const columns = [...inputColumns(input.schema), ...userColumns(input)]
  const training: Training = { rows: input.rows, columns, targets: encodedTargets(input, settings), settings, random }
  const drafts = draftBlocks(training)
  const read = new Set(drafts.flatMap((draft) => draft.from))
  const dropped = [...outOfRole(input.schema), ...silent(columns, read)]
  const encoder: Encoder = {
    inputs: columns.filter(({ name }) => read.has(name)).map((column) => describeInput(column.name, input.rows)),
    features: nameFeatures(drafts),
    blocks: drafts.map((draft) => draft.block),
    dropped,
  }
  return { encoder, matrix: trainingMatrix(encoder, drafts, input.rows), dropped }
}

/** What encoding writes, but for the mean targets, which are those a row gets without having been looked at. */
function trainingMatrix(encoder: Encoder, drafts: readonly Draft[], rows: Rows): Matrix {
  const matrix = encode(encoder, rows)
  const columns = [...matrix.columns]
  let first = 0
  for (const draft of drafts) {
    for (const { place, values } of draft.outOfFold) columns[first + place] = values
    first += draft.features.length
  }
  return { ...matrix, columns }
}

/** A skewed target that is never negative is averaged as log(1 + y), so that one huge row does not make its category. */
function encodedTargets({ target, task, classes }: EncoderInput, settings: FeatureSettings): readonly NamedTarget[] {
  if (!settings.targetEncoding) return []
  switch (task) {
    case "regression": {
      const skewed = target.every((value) => value >= 0) && skewnessOf(target) > STRONG_SKEW
      return [{ name: "", values: skewed ? target.map(Math.log1p) : target }]
    }
    case "binary":
      return [{ name: "", values: target }]
    case "multiclass":
      if (classes > MOST_ENCODED_CLASSES) return []
      return Array.from({ length: classes }, (_, label) => ({
        name: `=${label}`,
        values: target.map((value) => (value === label ? 1 : 0)),
      }))
  }
}

function userColumns({ rows, userColumns: names = [] }: EncoderInput): readonly ColumnSchema[] {
  return names.map((name) => ({
    name,
    type: rows.columns.get(name)?.kind === "string" ? "category" : "number",
    role: "feature",
    nullable: true,
  }))
}

function outOfRole(schema: Schema): readonly Dropped[] {
  return schema.columns
    .filter(({ role }) => role !== "feature" && role !== "time" && role !== "target")
    .map(({ name, role, reason }) => ({ column: name, reason: reason ?? `its role is ${role}` }))
}

function silent(columns: readonly ColumnSchema[], read: ReadonlySet<string>): readonly Dropped[] {
  return columns
    .filter(({ name }) => !read.has(name))
    .map(({ name }) => ({
      column: name,
      reason: "it says nothing in the training rows: one value, none, or only rare words",
    }))
}

/** Names made unique by a number behind those that come again. */
function nameFeatures(drafts: readonly Draft[]): readonly Feature[] {
  const taken = new Set<string>()
  return drafts.flatMap((draft) =>
    draft.features.map(({ name, use, codes }) => {
      let unique = name
      for (let again = 2; taken.has(unique); again++) unique = `${name}_${again}`
      taken.add(unique)
      return { name: unique, from: draft.from, use, ...(codes === undefined ? {} : { codes }) }
    }),
  )
}

const STRONG_SKEW = 2
const MOST_ENCODED_CLASSES = 10
