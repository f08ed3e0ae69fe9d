import { join } from "node:path"
import { KnownError, type Progress, readText } from "../base/index.ts"
import {
  type Check,
  checkRows,
  type DriftReport,
  detectDrift,
  type Rows,
  type Schema,
  type Sketch,
  sketchRows,
} from "../schema/index.ts"
import { readRows, resolveReference } from "../table/index.ts"
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
}

/** Rules of schema.yaml, and drift against the training rows, on a file or on the project's own table. */
export async function validateTable(
  project: Project,
  request: { readonly file: string | undefined; readonly from: string },
  effects: { readonly progress: Progress },
): Promise<Validation> {
  const schema = await readProjectSchema(project)
  effects.progress({ text: "reading the table" })
  const rows = await readTable(project, schema, request)
  const { validate: settings, task, target } = project.config
  effects.progress({ text: "checking" })
  const checks = checkRows(schema, rows, { settings, task, needTarget: rows.columns.has(target.name) })
  const reference = await readReference(project)
  const drift: DriftReport =
    reference === undefined
      ? { drifted: false, share: 0, columns: [], untested: [] }
      : detectDrift(reference, sketchRows(schema, rows, reference), settings)
  const failing = checks.filter((check) => !check.ok && check.severity === "error")
  const rest = checks.filter((check) => !failing.includes(check)).sort((a, b) => Number(a.ok) - Number(b.ok))
  return {
    ok: failing.length === 0 && !(drift.drifted && settings.drift === "error"),
    rows: rows.count,
    checks: [...failing, ...rest],
    drift,
  }
}

/** The project's raw files, read anew, or a file. A file need not hold the target; the project's table must. */
async function readTable(
  project: Project,
  schema: Schema,
  request: { readonly file: string | undefined; readonly from: string },
): Promise<Rows> {
  const options = { settings: project.config.data, ...placesOf(project.root), columns: "all" } as const
  if (request.file !== undefined) return readRows(resolveReference(request.from, request.file), schema, options)
  return readRows(project.config.data.files, schema, { ...options, target: targetSpec(project) })
}

/** What the model in use was trained on; undefined before the first run. */
async function readReference(project: Project): Promise<Sketch | undefined> {
  try {
    const { folder } = await withRecords(project, (records) =>
      resolveModel(project, records, { model: undefined, from: project.root }),
    )
    return JSON.parse(await readText(join(folder, "reference.json"))) as Sketch
  } catch (error) {
    if (error instanceof KnownError && ["project.model-missing", "base.file-missing"].includes(error.code))
      return undefined
    throw error
  }
}
