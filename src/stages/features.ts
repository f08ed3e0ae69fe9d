import { formatNumber, type Random, seededRandom } from "../base/index.ts"
import type { UserFeatures } from "../feature/index.ts"
import { type Rows, type Schema, sketchRows } from "../schema/index.ts"
import type { StageContext, StageReport } from "./context.ts"
import { type PreparedData, writePreparedData } from "./features-folder.ts"
import { learnFeatures, readUserFeatures } from "./learn-features.ts"
import type { Split } from "./split.ts"
import { pick, type SplitTable, splitTable } from "./split-table.ts"
import { isLearnt, readSchemaFile, readTableRows } from "./table-rows.ts"
import { openStart, type StartModels, takeOver } from "./warm-start.ts"

/**
 * `data/table.parquet` -> `data/features/`: hold rows out, then learn on the others how columns become numbers; and once more on all
 * rows where the model that ships is to have learnt from them. Where training goes on from a model, its features are taken over.
 *
 * @throws stages.too-few-rows, stages.too-few-to-train, stages.group-column-missing, stages.warm-start-unfound, stages.warm-start-differs, feature.*
 */
export async function featuresStage(context: StageContext): Promise<StageReport> {
  const { root, settings, effects } = context
  const schema = await readSchemaFile(root)
  const start = await openStart(context, schema)
  const random = seededRandom(settings.split.seed)
  const table = await splitTable(context, schema, random)
  const { split, sampledFrom } = table
  const rows = await readTableRows(root, schema, { columns: isLearnt, rows: split.train })
  const user = await readUserFeatures(root, { rows, schema, progress: effects.progress })
  effects.progress({ text: `learning features from ${formatNumber(rows.count)} rows` })
  const learn = { context, schema, table, user }
  const prepared = prepare(rows, split, { ...learn, random, start: start?.judged })
  const whole = async (): Promise<PreparedData> => {
    const all = bothSides(split)
    effects.progress({ text: `learning features from all ${formatNumber(all.train.length)} rows` })
    const allRows = await readTableRows(root, schema, { columns: isLearnt, rows: all.train })
    return prepare(allRows, all, { ...learn, random: random.fork("all"), start: start?.shipped })
  }
  await writePreparedData(root, prepared, table.refit ? whole : undefined)
  const { dropped, features } = prepared.encoder
  return report(split, features.length, {
    dropped,
    unknown: table.unknown,
    sampledFrom,
    start: startText(context, start),
  })
}

interface Learning {
  readonly context: StageContext
  readonly schema: Schema
  readonly table: SplitTable
  readonly user: UserFeatures | undefined
  readonly random: Random
  readonly start: StartModels["judged"] | undefined
}

/** @param rows those of `split.train` */
function prepare(rows: Rows, split: Split, { context, schema, table, user, random, start }: Learning): PreparedData {
  const { target, sampledFrom, groups, time, weights } = table
  const own = pick(target.values, split.train)
  const learnt = { rows, schema, target: own, classes: target.classes.length, user }
  const reference = { ...sketchRows(schema, rows), tableRows: table.rows }
  const fitted = learnFeatures(learnt, context.settings, random)
  const { warmStart } = context.settings.train
  return {
    encoder: fitted.encoder,
    matrix: fitted.matrix,
    ...(start === undefined ? {} : takeOver(start, fitted, { rows, schema, classes: target.classes, user, reference })),
    ...(warmStart === "never" ? {} : { warmStart }),
    target: own,
    classes: target.classes,
    split,
    ...(sampledFrom === undefined ? {} : { sampledFrom }),
    ...(groups === undefined ? {} : { groups: split.train.map((row) => groups[row]!) }),
    ...(time === undefined || split.method !== "time" ? {} : { time: pick(time, split.train) }),
    ...(weights === undefined ? {} : { weights: pick(weights, split.train) }),
    reference,
    ...(user === undefined ? {} : { userCode: user.code }),
  }
}

/** All rows train, in the order of the table; by time in its order, for the latest were held out. */
function bothSides({ method, train, test }: Split): Split {
  const all = Int32Array.from([...train, ...test])
  return { method, train: method === "time" ? all : all.sort(), test: new Int32Array(0) }
}

function report(
  split: Split,
  features: number,
  left: {
    readonly dropped: readonly { readonly column: string; readonly reason: string }[]
    readonly unknown: number
    readonly sampledFrom: number | undefined
    readonly start: readonly string[]
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
      ...left.start,
      ...fewNote(split),
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

function startText({ settings }: StageContext, start: StartModels | undefined): readonly string[] {
  if (start !== undefined) return [`the features are those of ${start.judged.ref}, from which training goes on`]
  return settings.train.warmStart === "never" ? [] : ["there is no champion yet to go on from, so training starts anew"]
}

/** A model of few rows is a poor one however it is searched for, and here it need not be of so few. */
function fewNote({ train, test }: Split): readonly string[] {
  if (train.length >= fewTrained || train.length >= test.length) return []
  const all = train.length + test.length
  return [
    `only ${formatNumber(train.length)} of ${formatNumber(all)} rows train, for ${formatNumber(test.length)} are held out (split.testShare); models of so few rows vary much`,
  ]
}

const fewTrained = 100

/** Columns left out that are named one by one; a table of a thousand columns must not fill the terminal. */
const mostNamed = 20
