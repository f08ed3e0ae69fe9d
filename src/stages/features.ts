import { existsSync } from "node:fs"
import { join } from "node:path"
import { formatNumber, type Progress, type Random, seededRandom } from "../base/index.ts"
import { checkUserFeatures, compileUserFeatures, type UserFeatures } from "../feature/index.ts"
import { type Rows, type Schema, sketchRows } from "../schema/index.ts"
import type { StageContext, StageReport } from "./context.ts"
import { type PreparedData, writePreparedData } from "./features-folder.ts"
import { learnFeatures } from "./learn-features.ts"
import { projectPaths } from "./paths.ts"
import type { Split } from "./split.ts"
import { pick, type SplitTable, splitTable } from "./split-table.ts"
import { isLearnt, readSchemaFile, readTableRows } from "./table-rows.ts"

/**
 * `data/table.parquet` -> `data/features/`: hold rows out, then learn on the others how columns become numbers; and once more on all
 * rows where the model that ships is to have learnt from them.
 *
 * @throws stages.too-few-rows, stages.group-column-missing, feature.*
 */
export async function featuresStage(context: StageContext): Promise<StageReport> {
  const { root, settings, effects } = context
  const schema = await readSchemaFile(root)
  const random = seededRandom(settings.split.seed)
  const table = await splitTable(context, schema, random)
  const { split, sampledFrom } = table
  const rows = await readTableRows(root, schema, { columns: isLearnt, rows: split.train })
  const user = await readUserFeatures(root, { rows, schema, progress: effects.progress })
  effects.progress({ text: `learning features from ${formatNumber(rows.count)} rows` })
  const learn = { context, schema, table, user }
  const prepared = prepare(rows, split, { ...learn, random })
  const whole = async (): Promise<PreparedData> => {
    const all = bothSides(split)
    effects.progress({ text: `learning features from all ${formatNumber(all.train.length)} rows` })
    const allRows = await readTableRows(root, schema, { columns: isLearnt, rows: all.train })
    return prepare(allRows, all, { ...learn, random: random.fork("all") })
  }
  await writePreparedData(root, prepared, table.refit ? whole : undefined)
  const { dropped, features } = prepared.encoder
  return report(split, features.length, { dropped, unknown: table.unknown, sampledFrom })
}

interface Learning {
  readonly context: StageContext
  readonly schema: Schema
  readonly table: SplitTable
  readonly user: UserFeatures | undefined
  readonly random: Random
}

/** @param rows those of `split.train` */
function prepare(rows: Rows, split: Split, { context, schema, table, user, random }: Learning): PreparedData {
  const { target, sampledFrom, groups, time, weights } = table
  const own = pick(target.values, split.train)
  const learnt = { rows, schema, target: own, classes: target.classes.length, user }
  const { encoder, matrix } = learnFeatures(learnt, context.settings, random)
  return {
    encoder,
    matrix,
    target: own,
    classes: target.classes,
    split,
    ...(sampledFrom === undefined ? {} : { sampledFrom }),
    ...(groups === undefined ? {} : { groups: split.train.map((row) => groups[row]!) }),
    ...(time === undefined || split.method !== "time" ? {} : { time: pick(time, split.train) }),
    ...(weights === undefined ? {} : { weights: pick(weights, split.train) }),
    reference: { ...sketchRows(schema, rows), tableRows: table.rows },
    ...(user === undefined ? {} : { userCode: user.code }),
  }
}

/** All rows train, in the order of the table; by time in its order, for the latest were held out. */
function bothSides({ method, train, test }: Split): Split {
  const all = Int32Array.from([...train, ...test])
  return { method, train: method === "time" ? all : all.sort(), test: new Int32Array(0) }
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

function report(
  split: Split,
  features: number,
  left: {
    readonly dropped: readonly { readonly column: string; readonly reason: string }[]
    readonly unknown: number
    readonly sampledFrom: number | undefined
  },
): StageReport {
  const how = {
    random: "at random",
    stratified: "by class",
    time: "the latest",
    group: "in whole groups",
    column: "by split.column",
  }[split.method]
  return {
    summary: `${formatNumber(features)} features, ${formatNumber(split.train.length)} rows to train, ${formatNumber(split.test.length)} held out ${how}`,
    notes: [
      ...(left.sampledFrom === undefined
        ? []
        : [
            `these are a sample of ${formatNumber(left.sampledFrom)} rows ${split.method === "time" ? "spread evenly over time" : "chosen by split.seed"}, so that the features fit features.memoryMegabytes`,
          ]),
      ...left.dropped.slice(0, mostNamed).map(({ column, reason }) => `${column} is left out: ${reason}`),
      ...(left.dropped.length > mostNamed
        ? [`${formatNumber(left.dropped.length - mostNamed)} more columns are left out for such reasons`]
        : []),
      ...(left.unknown > 0 ? [`${formatNumber(left.unknown)} rows are left out: their target is missing`] : []),
    ],
  }
}

/** Columns left out that are named one by one; a table of a thousand columns must not fill the terminal. */
const mostNamed = 20
