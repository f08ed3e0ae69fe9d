import { dirname, join } from "node:path"
import { type Clock, KnownError, type Progress, readText, writeFileAtomic } from "../../base/index.ts"
import { validationPage } from "../../report/index.ts"
import { type Check, type DriftReport, readSketch, validityOf } from "../../schema/index.ts"
import { projectPaths } from "../../stages/index.ts"
import { resolveReference } from "../../table/index.ts"
import { resolveModel } from "../models.ts"
import { isWritable } from "../places.ts"
import { type Project, readProjectSchema, targetSpec } from "../project.ts"
import type { Trained } from "./drift-from.ts"
import { holdStored } from "./hold-stored.ts"
import { withRecords } from "./look-up.ts"

export interface Validation {
  readonly ok: boolean
  readonly rows: number
  /** The failing ones first. */
  readonly checks: readonly Check[]
  /** Against the training rows of the champion; no columns before there is a model. */
  readonly drift: DriftReport
  /** Path of the page; null where the project cannot be written to. */
  readonly report: string | null
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
  const trained = await readTrained(project)
  const table =
    request.file === undefined
      ? { files: project.config.data.files, schema, target: targetSpec(project) }
      : { files: [resolveReference(request.from, request.file)], schema }
  const { rows, found, notes, drift } = await holdStored(project, table, { trained, progress, clock })
  const { ok, checks } = validityOf(found, { drift, settings: project.config.validate })
  const document = { ok, rows, checks, drift }
  const report = join(project.root, projectPaths.driftPage)
  if (!isWritable(dirname(report))) {
    return {
      ...document,
      notes: [...notes, `No page is written: "${dirname(report)}" does not allow it`],
      report: null,
    }
  }
  await writeReports(project, request.file ?? "the table of the project", document)
  return { ...document, notes, report }
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
