import { createWriteStream } from "node:fs"
import { mkdir, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { pipeline } from "node:stream/promises"
import { type Progress, systemClock, withFileErrors } from "../base/index.ts"
import type { Slice } from "../evaluate/index.ts"
import { type Model, type Predicted, predict } from "../model/index.ts"
import { type Rows, takeRows } from "../schema/index.ts"
import { evaluateModel, projectPaths, targetOf } from "../stages/index.ts"
import { type NewColumn, readRows, writePredictions } from "../table/index.ts"
import { withRecords } from "./look-up.ts"
import { loadResolved } from "./models.ts"
import { placesOf } from "./places.ts"
import type { Project } from "./project.ts"

export interface FileRequest {
  readonly file: string
  /** Folder that relative paths are taken from. */
  readonly from: string
  readonly model: string | undefined
}

/** A model's scores on a table that holds the target; rows without a target are left out. */
export async function evaluateFile(
  project: Project,
  request: FileRequest,
  effects: { readonly progress: Progress },
): Promise<{
  readonly rows: number
  readonly metrics: Readonly<Record<string, number>>
  readonly slices: readonly Slice[]
}> {
  const model = await withRecords(project, (records) => loadResolved(project, records, request))
  effects.progress({ text: "reading the table" })
  const rows = await readFileRows(project, model, { file: resolve(request.from, request.file), target: true })
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
  return { rows: known.length, metrics, slices: evaluation.slices }
}

/** Predictions for every row of a file, written beside its own columns. */
export async function predictFile(
  project: Project,
  request: FileRequest & { readonly out: string },
  effects: { readonly progress: Progress },
): Promise<{ readonly rows: number; readonly out: string; readonly seconds: number }> {
  const started = systemClock.elapsed()
  const model = await withRecords(project, (records) => loadResolved(project, records, request))
  const input = await openInput(project, request)
  try {
    effects.progress({ text: "reading the table" })
    const rows = await readFileRows(project, model, { file: input.path, target: false })
    const columns = predictedColumns(model, predict(model, rows))
    effects.progress({ text: "writing" })
    const out = request.out === "-" ? "-" : resolve(request.from, request.out)
    await writePredictions(input.path, columns, {
      out,
      standardOutput: process.stdout,
      schema: model.schema,
      settings: project.config.data,
      ...placesOf(project.root),
    })
    return { rows: rows.count, out, seconds: (systemClock.elapsed() - started) / 1000 }
  } finally {
    await input.remove()
  }
}

/** Standard input is kept in a file while it is read, because it is read twice: for the columns and to be written again. */
async function openInput(
  project: Project,
  { file, from }: FileRequest,
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  if (file !== "-") return { path: resolve(from, file), remove: async () => {} }
  const folder = join(project.root, projectPaths.temporary)
  const path = join(folder, `standard-input-${process.pid}.csv`)
  await withFileErrors("write", path, async () => {
    await mkdir(folder, { recursive: true })
    await pipeline(process.stdin, createWriteStream(path))
  })
  return { path, remove: () => rm(path, { force: true }) }
}

async function readFileRows(
  project: Project,
  model: Model,
  { file, target }: { readonly file: string; readonly target: boolean },
): Promise<Rows> {
  return readRows(file, model.schema, {
    columns: "inputs",
    settings: project.config.data,
    ...placesOf(project.root),
    ...(target ? { target: model.target } : {}),
  })
}

/** The columns that `predict` adds: `prediction`, and for classes `probability_<class>`. */
function predictedColumns(model: Model, { values, probabilities }: Predicted): readonly NewColumn[] {
  if (model.task === "regression") return [{ name: "prediction", values }]
  const labels = Array.from(values, (index) => model.classes[index]!)
  return [
    { name: "prediction", values: labels },
    ...probabilities.map((shares, index) => ({ name: `probability_${model.classes[index]}`, values: shares })),
  ]
}
