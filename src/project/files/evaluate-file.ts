import type { Progress } from "../../base/index.ts"
import type { ClassificationDetail, Evaluation, RegressionDetail, Slice } from "../../evaluate/index.ts"
import { takeRows } from "../../schema/index.ts"
import { evaluateModel, targetOf } from "../../stages/index.ts"
import { loadResolved } from "../models.ts"
import type { Project } from "../project.ts"
import { type FileRequest, readFileRows } from "./file-rows.ts"
import { withInput } from "./input-file.ts"
import { leftOutText } from "./left-out-text.ts"
import { withRecords } from "./look-up.ts"

type CoverageOf = RegressionDetail["coverage"] | ClassificationDetail["coverage"]

/** A model's scores on a table that holds the target; rows without a target are left out. */
export async function evaluateFile(
  project: Project,
  request: FileRequest,
  effects: { readonly progress: Progress },
): Promise<{
  readonly rows: number
  readonly metrics: Readonly<Record<string, number>>
  readonly slices: readonly Slice[]
  /** What moves the answers, how they follow the columns that matter most, and whether intervals and prediction sets hold. */
  readonly detail: Pick<Evaluation, "influence" | "dependence"> & { readonly coverage: CoverageOf }
  /** Rows that could not be read, where `data.badRows` says to leave them out. */
  readonly leftOut: number
  /** What a person should know of the rows. */
  readonly notes: readonly string[]
}> {
  const model = await withRecords(project, (records) => loadResolved(project, records, request))
  effects.progress({ text: "reading the table" })
  const { progress } = effects
  const rows = await withInput(project, { request, progress }, (input) =>
    readFileRows(project, model, { ...input, target: true }),
  )
  const { values } = targetOf(rows, {
    name: model.target.name,
    task: model.task,
    schema: model.schema,
    classes: model.classes,
  })
  const known = Int32Array.from({ length: rows.count }, (_, row) => row).filter((row) => !Number.isNaN(values[row]!))
  effects.progress({ text: "scoring" })
  const { evaluate, split } = project.config
  const evaluation = evaluateModel(model, takeRows(rows, known), {
    settings: { ...evaluate, importanceRepeats: 0 },
    seed: split.seed,
  })
  const metrics = Object.fromEntries(Object.entries(evaluation.metrics).map(([name, { value }]) => [name, value]))
  const { regression, classification } = evaluation
  return {
    rows: known.length,
    metrics,
    slices: evaluation.slices,
    detail: {
      ...(evaluation.influence === undefined ? {} : { influence: evaluation.influence }),
      dependence: evaluation.dependence,
      coverage: regression?.coverage ?? classification?.coverage ?? [],
    },
    leftOut: rows.leftOut.count,
    notes: [...rows.notes, ...leftOutText(rows.leftOut, "left out")],
  }
}
