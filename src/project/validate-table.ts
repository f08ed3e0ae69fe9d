import { join } from "node:path"
import { type Clock, KnownError, type Progress, readText, writeFileAtomic } from "../base/index.ts"
import { loadModel, predict } from "../model/index.ts"
import { validationPage } from "../report/index.ts"
import {
  type Check,
  checkRows,
  type DriftReport,
  detectDrift,
  holdsWords,
  inputColumns,
  type Rows,
  rankByEffect,
  readSketch,
  type Schema,
  type Sketch,
  validityOf,
} from "../schema/index.ts"
import { projectPaths } from "../stages/index.ts"
import { type FileRows, readRows, resolveReference } from "../table/index.ts"
import { withRecords } from "./look-up.ts"
import { resolveModel } from "./models.ts"
import { placesOf } from "./places.ts"
import { type Project, readProjectSchema, targetSpec } from "./project.ts"

export interface Validation {
  readonly ok: boolean
  readonly rows: number
  /** The failing ones first. */
  readonly checks: readonly Check[]
  /** Against the training rows of the champion; no columns before there is a model. */
  readonly drift: DriftReport
  /** Path of the page. */
  readonly report: string
  /** What a person should know of how the table was read. */
  readonly notes: readonly string[]
}

export interface ValidateEffects {
  readonly progress: Progress
  readonly clock: Clock
}

interface Request {
  readonly file: string | undefined
  readonly from: string
}

/**
 * Rules of schema.yaml, and drift against the training rows, on a file or on the project's own table; what was found is in
 * `reports/drift.json` and `.html` too.
 */
export async function validateTable(
  project: Project,
  request: Request,
  { progress, clock }: ValidateEffects,
): Promise<Validation> {
  const schema = await readProjectSchema(project)
  progress({ text: "reading the table" })
  const rows = await readTable(project, schema, request)
  const { validate: settings, task, target } = project.config
  const trained = await readTrained(project)
  progress({ text: "checking" })
  const lastRows = request.file === undefined ? trained?.reference.tableRows : undefined
  const found = checkRows(schema, rows, {
    settings,
    task,
    needTarget: rows.columns.has(target.name),
    now: clock.now(),
    extra: rows.extra,
    unread: rows.leftOut,
    ...(lastRows === undefined ? {} : { lastRows }),
  })
  const isReadable = validityOf(found, { settings }).ok
  if (trained !== undefined) progress({ text: "comparing with the training rows" })
  const drift = trained === undefined ? noDrift : await driftFrom(trained, rows, { settings, isReadable })
  const { ok, checks } = validityOf(found, { drift, settings })
  const document = { ok, rows: rows.count, checks, drift }
  await writeReports(project, request.file ?? "the table of the project", document)
  return { ...document, notes: rows.notes, report: join(project.root, projectPaths.driftPage) }
}

/** Ranked by the effect on the predictions. A person's own features may fail on rows that break a rule: of such rows it is not told. */
async function driftFrom(
  { folder, reference }: Trained,
  rows: Rows,
  { settings, isReadable }: { readonly settings: Project["config"]["validate"]; readonly isReadable: boolean },
): Promise<DriftReport> {
  if (settings.drift === "off") return noDrift
  const drift = detectDrift(reference, rows, settings)
  if (drift.columns.every(({ drifted }) => !drifted)) return drift
  const model = await loadModel(folder)
  const columns = inputColumns(model.schema)
  const isPredictable = columns.every(({ name, type }) => {
    const kind = rows.columns.get(name)?.kind
    return kind === (holdsWords(type) ? "string" : "number")
  })
  if (!isPredictable || (model.userFeatures !== undefined && !isReadable)) return drift
  return rankByEffect(drift, {
    reference,
    rows,
    inputs: new Set(columns.map(({ name }) => name)),
    predict: (some) => {
      const { values, probabilities } = predict(model, some)
      return probabilities.length > 0 ? probabilities : [values]
    },
  })
}

async function writeReports(
  project: Project,
  source: string,
  document: Omit<Validation, "report" | "notes">,
): Promise<void> {
  const { root, config } = project
  await writeFileAtomic(join(root, projectPaths.drift), `${JSON.stringify({ source, ...document }, null, 2)}\n`)
  const page = validationPage({ source, ...document, task: config.task })
  await writeFileAtomic(join(root, projectPaths.driftPage), page)
}

/** The project's raw files, read anew, or a file. A file need not hold the target; the project's table must. */
async function readTable(project: Project, schema: Schema, request: Request): Promise<FileRows> {
  const options = { settings: project.config.data, ...placesOf(project.root), columns: "present" } as const
  if (request.file !== undefined) return readRows(resolveReference(request.from, request.file), schema, options)
  return readRows(project.config.data.files, schema, { ...options, target: targetSpec(project) })
}

interface Trained {
  readonly folder: string
  readonly reference: Sketch
}

/** What the model in use was trained on; undefined before the first run. */
async function readTrained(project: Project): Promise<Trained | undefined> {
  try {
    const { folder } = await withRecords(project, (records) =>
      resolveModel(project, records, { model: undefined, from: project.root }),
    )
    const path = join(folder, "reference.json")
    return { folder, reference: readSketch(JSON.parse(await readText(path)), path) }
  } catch (error) {
    if (error instanceof KnownError && ["project.model-missing", "base.file-missing"].includes(error.code))
      return undefined
    throw error
  }
}

const noDrift: DriftReport = { drifted: false, share: 0, columns: [], untested: [] }
