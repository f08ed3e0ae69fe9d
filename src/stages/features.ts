import { existsSync } from "node:fs"
import { join } from "node:path"
import { formatNumber, type Progress, seededRandom } from "../base/index.ts"
import {
  applyUserFeatures,
  checkUserFeatures,
  compileUserFeatures,
  fitEncoder,
  type UserFeatures,
} from "../feature/index.ts"
import { type Rows, type Schema, sketchRows, takeRows } from "../schema/index.ts"
import type { StageContext, StageReport, StageSettings } from "./context.ts"
import { groupColumnMissing, tooFewRows } from "./errors.ts"
import { writePreparedData } from "./features-folder.ts"
import { projectPaths } from "./paths.ts"
import { type Split, splitRows } from "./split.ts"
import { readSchemaFile, readTableRows } from "./table-rows.ts"
import { type Target, targetOf } from "./target.ts"

/**
 * `data/table.parquet` -> `data/features/`: hold rows out, then learn on the others how columns become numbers.
 *
 * @throws stages.too-few-rows, stages.group-column-missing, feature.*
 */
export async function featuresStage({ root, settings, effects }: StageContext): Promise<StageReport> {
  const schema = await readSchemaFile(root)
  const rows = await readTableRows(root, schema)
  const target = targetOf(rows, { name: settings.target.name, task: settings.task, schema })
  const random = seededRandom(settings.split.seed)
  const split = splitKnown(rows, { settings, schema, target }, random)
  const user = await readUserFeatures(root, { rows: takeRows(rows, split.train), schema, progress: effects.progress })
  const trainRows = withUser(takeRows(rows, split.train), schema, user)
  const trainTarget = pick(target.values, split.train)
  effects.progress({ text: `learning features from ${formatNumber(trainRows.count)} rows` })
  const fitted = fitEncoder(
    {
      rows: trainRows,
      schema,
      target: trainTarget,
      task: settings.task,
      classes: target.classes.length,
      ...(user === undefined ? {} : { userColumns: user.columns }),
    },
    settings.features,
    random.fork("encoder"),
  )
  const groups = groupsOf(rows, settings.split.group)
  const time = split.method === "time" ? timeOf(rows, schema) : undefined
  await writePreparedData(root, {
    encoder: fitted.encoder,
    matrix: fitted.matrix,
    target: trainTarget,
    classes: target.classes,
    split,
    ...(groups === undefined ? {} : { groups: split.train.map((row) => groups[row]!) }),
    ...(time === undefined ? {} : { time: pick(time, split.train) }),
    reference: { ...sketchRows(schema, takeRows(rows, split.train)), tableRows: rows.count },
    ...(user === undefined ? {} : { userCode: user.code }),
  })
  return report(split, fitted.encoder.features.length, {
    dropped: fitted.dropped,
    unknown: rows.count - split.train.length - split.test.length,
  })
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
  random: ReturnType<typeof seededRandom>,
): Split {
  const known = Int32Array.from({ length: rows.count }, (_, row) => row).filter(
    (row) => !Number.isNaN(target.values[row]!),
  )
  if (known.length < fewestRows) throw tooFewRows(known.length, fewestRows)
  const time = timeOf(rows, schema)
  const groups = groupsOf(rows, settings.split.group)
  const split = splitRows(
    {
      rows: known.length,
      task: settings.task,
      target: pick(target.values, known),
      ...(time === undefined ? {} : { time: pick(time, known) }),
      ...(groups === undefined ? {} : { groups: known.map((row) => groups[row]!) }),
    },
    settings.split,
    random.fork("split"),
  )
  return {
    method: split.method,
    train: split.train.map((row) => known[row]!),
    test: split.test.map((row) => known[row]!),
  }
}

async function readUserFeatures(
  root: string,
  training: { readonly rows: Rows; readonly schema: Schema; readonly progress: Progress },
): Promise<UserFeatures | undefined> {
  const path = join(root, projectPaths.userFeatures)
  if (!existsSync(path)) return undefined
  const { userFeatures } = await compileUserFeatures(path)
  if (userFeatures.columns.length === 0) return undefined
  training.progress({ text: `trying ${userFeatures.columns.length} features of your own` })
  return checkUserFeatures(userFeatures, training.rows, training.schema)
}

const withUser = (rows: Rows, schema: Schema, user: UserFeatures | undefined): Rows =>
  user === undefined ? rows : applyUserFeatures(user, rows, schema)

export function timeOf(rows: Rows, schema: Schema): Float64Array | undefined {
  const name = schema.columns.find((column) => column.role === "time")?.name
  const column = name === undefined ? undefined : rows.columns.get(name)
  return column?.kind === "number" ? column.values : undefined
}

/** Equal values get equal numbers; a missing value is a group of its own. */
function groupsOf(rows: Rows, name: string | undefined): Int32Array | undefined {
  if (name === undefined) return undefined
  const column = rows.columns.get(name)
  if (column === undefined) throw groupColumnMissing(name, [...rows.columns.keys()])
  if (column.kind === "string") return column.codes
  const numbers = new Map<number, number>()
  return Int32Array.from(column.values, (value) => {
    const known = numbers.get(value)
    if (known !== undefined) return known
    numbers.set(value, numbers.size)
    return numbers.size - 1
  })
}

const pick = (values: Float64Array, rows: Int32Array): Float64Array => Float64Array.from(rows, (row) => values[row]!)

function report(
  split: Split,
  features: number,
  left: { readonly dropped: readonly { readonly column: string; readonly reason: string }[]; readonly unknown: number },
): StageReport {
  const how = { random: "at random", stratified: "by class", time: "the latest", group: "in whole groups" }[
    split.method
  ]
  return {
    summary: `${formatNumber(features)} features, ${formatNumber(split.train.length)} rows to train, ${formatNumber(split.test.length)} held out ${how}`,
    notes: [
      ...left.dropped.slice(0, mostNamed).map(({ column, reason }) => `${column} is left out: ${reason}`),
      ...(left.dropped.length > mostNamed
        ? [`${formatNumber(left.dropped.length - mostNamed)} more columns are left out for such reasons`]
        : []),
      ...(left.unknown > 0 ? [`${formatNumber(left.unknown)} rows are left out: their target is missing`] : []),
    ],
  }
}

/** Below this a held-out evaluation says nothing. */
const fewestRows = 5

/** Columns left out that are named one by one; a table of a thousand columns must not fill the terminal. */
const mostNamed = 20
