import { tmpdir } from "node:os"
import { seededRandom, silent, systemClock } from "../base/index.ts"
import { evaluateSettings, scoreFor } from "../evaluate/index.ts"
import { type Encoder, featureSettings, fitEncoder, type Matrix } from "../feature/index.ts"
import type { Model } from "../model/index.ts"
import { inferSchema, inferTask, type Rows, type Schema, type Task, takeRows } from "../schema/index.ts"
import {
  type DataSettings,
  dataSettings,
  type Profile,
  profileFiles,
  readRows,
  type TargetSpec,
} from "../table/index.ts"
import { type Trial, train, trainSettings } from "../train/index.ts"
import { answerRules } from "./answer-rules.ts"
import { splitSettings } from "./split.ts"
import { splitKnown, timeOf } from "./split-table.ts"
import { targetOf } from "./target.ts"

/** A table in memory and what is to be learnt from it. */
export interface LearningTable {
  readonly rows: Rows
  readonly schema: Schema
  readonly task: Task
  readonly target: TargetSpec
}

/** How a table is read. */
export interface ReadingOptions {
  /** Settings of the section `data` of mlwright.yaml. */
  readonly data?: Partial<DataSettings>
}

/** Features learnt on the training rows; the test rows are as they were. */
export interface PreparedTable {
  readonly table: LearningTable
  readonly encoder: Encoder
  /** Features of the training rows. */
  readonly matrix: Matrix
  /** Training rows long; the number, or the index of the class. */
  readonly target: Float64Array
  /** Labels of the classes; empty for regression. */
  readonly classes: readonly string[]
  /** Training rows long, when the rows are split by time. */
  readonly time?: Float64Array
  readonly trainRows: Rows
  readonly testRows: Rows
}

/**
 * What is in a table: types, counts, shapes, relations, advice; with a target also what tells of it and what gives it away.
 *
 * @param files paths, globs, folders or addresses; relative paths start in the current folder
 * @throws table.*
 */
export async function profileTable(
  files: string | readonly string[],
  options: ReadingOptions & { readonly target?: string | TargetSpec } = {},
): Promise<Profile> {
  const { target } = options
  return profileFiles([files].flat(), {
    ...reading(options),
    ...(target === undefined ? {} : { target: specOf(target) }),
  })
}

/**
 * Read a table into memory, its columns typed and their roles inferred as `mlwright init` does.
 *
 * @param options.target a column, or a name and the expression that computes it
 * @param options.task default: what the values of the target suggest
 * @throws table.*
 */
export async function readTable(
  files: string | readonly string[],
  options: ReadingOptions & { readonly target: string | TargetSpec; readonly task?: Task },
): Promise<LearningTable> {
  const target = specOf(options.target)
  const { columns, uses } = await profileTable(files, options)
  const task = options.task ?? inferTask(columns.find(({ name }) => name === target.name)!).task
  const ignored = uses.map((column) => ({ column, reason: "the target is computed from it" }))
  const schema = inferSchema(columns, { target: target.name, task, ignored })
  const rows = await readRows([files].flat(), schema, { ...reading(options), columns: "all", target })
  return { rows, schema, task, target }
}

/**
 * Hold rows out, then learn on the others how columns become features.
 *
 * @param options.testShare in (0, 1); 0.2 by default
 * @throws stages.too-few-rows, feature.*
 */
export function fitFeatures(
  table: LearningTable,
  options: { readonly testShare?: number; readonly seed?: number } = {},
): PreparedTable {
  const { rows, schema, task } = table
  const settings = { task, split: splitSettings.parse(options) }
  const target = targetOf(rows, { name: table.target.name, task, schema })
  const random = seededRandom(settings.split.seed)
  const split = splitKnown(rows, { settings, schema, target }, random)
  const [trainRows, testRows] = [takeRows(rows, split.train), takeRows(rows, split.test)]
  const values = Float64Array.from(split.train, (row) => target.values[row]!)
  const time = split.method === "time" ? timeOf(trainRows, schema) : undefined
  const { encoder, matrix } = fitEncoder(
    { rows: trainRows, schema, target: values, task, classes: target.classes.length },
    featureSettings.parse({}),
    random.fork("encoder"),
  )
  return {
    table,
    encoder,
    matrix,
    target: values,
    classes: target.classes,
    ...(time === undefined ? {} : { time }),
    trainRows,
    testRows,
  }
}

/**
 * Search for the best model within a budget and fit it on all training rows. The same table, budget and seed give the same model.
 *
 * @param options.budgetSeconds 60 by default
 */
export async function trainModel(
  prepared: PreparedTable,
  options: { readonly budgetSeconds?: number; readonly seed?: number } = {},
): Promise<{ readonly model: Model; readonly trials: readonly Trial[] }> {
  const { table, encoder, matrix, target, classes, time } = prepared
  const { schema, task } = table
  const settings = trainSettings.parse(options)
  const input = { matrix, target, task, classes: classes.length, ...(time === undefined ? {} : { time }) }
  const result = await train(input, settings, {
    score: scoreFor("auto", task),
    progress: silent,
    clock: systemClock,
    random: seededRandom(settings.seed),
  })
  const { estimator, trials } = result
  const rules = answerRules(result, { target }, { task, evaluate: evaluateSettings.parse({}) })
  const model = { name: "notebook", task, schema, target: table.target, classes, encoder, estimator, ...rules }
  return { model, trials }
}

const specOf = (target: string | TargetSpec): TargetSpec => (typeof target === "string" ? { name: target } : target)

function reading({ data = {} }: ReadingOptions) {
  return {
    settings: dataSettings.parse(data),
    root: process.cwd(),
    temporary: `${tmpdir()}/mlwright-${process.pid}`,
  }
}
