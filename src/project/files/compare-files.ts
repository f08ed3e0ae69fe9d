import { resolve } from "node:path"
import { KnownError, type Progress } from "../../base/index.ts"
import { type Model, predict } from "../../model/index.ts"
import { inputColumns, type Rows } from "../../schema/index.ts"
import { compareTables, dataSettings, type TableComparison, type TableOptions } from "../../table/index.ts"
import { loadResolved } from "../models.ts"
import { placesOf } from "../places.ts"
import { openProject, type Project } from "../project.ts"
import { withRecords } from "./look-up.ts"

export interface CompareFilesRequest {
  /** Folder that relative paths are taken from. */
  readonly folder: string
  readonly overrides: readonly string[]
  /** Path, glob or address of each table. */
  readonly before: string
  readonly after: string
  /** Columns that together name a row; none to find out. */
  readonly id: readonly string[]
  /** Default: the target of the project, if there is one. */
  readonly target: string | undefined
  readonly model: string | undefined
  /** What files are called where their paths would say little; by absolute path. */
  readonly names?: TableOptions["names"]
}

/** What a model answers on average for the rows of both tables. */
export interface PredictionShift {
  readonly model: string
  readonly target: string
  /** One for a regression, else one a class with its mean probability. */
  readonly outputs: readonly {
    readonly output: string
    readonly before: number
    readonly after: number
    /** 95 % interval of the difference of the means, for tables that are samples of something larger. */
    readonly interval: readonly [number, number]
  }[]
}

export interface FileComparison extends TableComparison {
  /** null when there is no model, or it cannot read the tables; then `effectUnknown` says why. */
  readonly effect: PredictionShift | null
  readonly effectUnknown: string | null
}

/**
 * What is different between two tables and what that would do to the predictions. Works on any two files, also outside a project.
 *
 * @throws what `compareTables` throws, project.model-missing for a model that was named
 */
export async function compareFiles(
  request: CompareFilesRequest,
  effects: { readonly progress: Progress },
): Promise<FileComparison> {
  const project = await projectIfAny(request)
  const model = project === undefined ? undefined : await modelIfAny(project, request)
  const inputs = model === undefined ? undefined : { columns: inputColumns(model.schema) }
  const target = request.target ?? project?.config.target.name
  const { comparison, rows } = await compareTables(
    { before: [request.before], after: [request.after] },
    {
      settings: project?.config.data ?? dataSettings.parse({}),
      ...placesOf(project?.root ?? resolve(request.folder)),
      root: resolve(request.folder),
      id: request.id,
      ...(target === undefined ? {} : { target }),
      ...(inputs === undefined ? {} : { rowsOf: inputs }),
      ...(request.names === undefined ? {} : { names: request.names }),
    },
    effects.progress,
  )
  if (model === undefined || rows === undefined) {
    return { ...comparison, effect: null, effectUnknown: "there is no model yet" }
  }
  const lacking = lackingText(model, rows)
  if (lacking !== undefined) return { ...comparison, effect: null, effectUnknown: lacking }
  effects.progress({ text: "asking the model", share: 0.95 })
  return { ...comparison, effect: shiftOf(model, rows), effectUnknown: null }
}

function lackingText(model: Model, { before, after }: { before: Rows; after: Rows }): string | undefined {
  for (const [which, rows] of [
    ["first", before],
    ["second", after],
  ] as const) {
    const lacking = inputColumns(model.schema).find(({ name }) => !rows.columns.has(name))
    if (lacking !== undefined) return `the model reads "${lacking.name}", which the ${which} table lacks`
  }
  return undefined
}

function shiftOf(model: Model, rows: { readonly before: Rows; readonly after: Rows }): PredictionShift {
  const [before, after] = [predict(model, rows.before), predict(model, rows.after)]
  const outputs =
    model.task === "regression"
      ? [{ output: "prediction", ...meansOf(before.values, after.values) }]
      : model.classes.map((label, index) => ({
          output: label,
          ...meansOf(before.probabilities[index]!, after.probabilities[index]!),
        }))
  return { model: model.name, target: model.target.name, outputs }
}

/** Welch's interval with the normal quantile, since the tables have many rows. */
function meansOf(before: Float64Array, after: Float64Array): Omit<PredictionShift["outputs"][number], "output"> {
  const [one, other] = [momentsOf(before), momentsOf(after)]
  const difference = other.mean - one.mean
  const margin = 1.959963984540054 * Math.sqrt(one.variance / before.length + other.variance / after.length)
  return { before: one.mean, after: other.mean, interval: [difference - margin, difference + margin] }
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, variance: squares / Math.max(1, values.length - 1) }
}

/** Without a word about a model, there need not be one. */
async function modelIfAny(project: Project, { model, folder }: CompareFilesRequest): Promise<Model | undefined> {
  try {
    return await withRecords(project, (records) => loadResolved(project, records, { model, from: folder }))
  } catch (error) {
    if (model === undefined && error instanceof KnownError && error.code === "project.model-missing") return undefined
    throw error
  }
}

/** Files may be compared anywhere; a model can only be asked in a project. */
async function projectIfAny({ folder, overrides, model }: CompareFilesRequest): Promise<Project | undefined> {
  try {
    return await openProject(folder, overrides)
  } catch (error) {
    if (model === undefined && error instanceof KnownError && error.code === "project.missing") return undefined
    throw error
  }
}
