import { existsSync } from "node:fs"
import { join } from "node:path"
import { formatNumber, readText, writeFileAtomic } from "../base/index.ts"
import { validationPage } from "../report/index.ts"
import { type Check, readSketch, validityOf } from "../schema/index.ts"
import { checkStored } from "./check-stored.ts"
import type { StageContext, StageReport } from "./context.ts"
import { validationFailed } from "./errors.ts"
import { projectPaths } from "./paths.ts"
import { readSchemaFile } from "./table-rows.ts"

/**
 * `data/table.parquet` against `schema.yaml`; what was found is in `reports/validation.json` and `.html` also when the answer is no.
 * Drift is no matter of this stage: rows that changed are why one trains again, and the answer must not depend on an older model.
 *
 * @throws stages.validation-failed
 */
export async function validateStage(context: StageContext): Promise<StageReport> {
  const { root } = context
  const { validate: settings } = context.settings
  const schema = await readSchemaFile(root)
  const lastRows = await rowsOfLastRun(context)
  const path = join(root, projectPaths.table)
  const place = { ...context, temporary: join(root, projectPaths.temporary) }
  const { rows, found } = await checkStored(place, { path, schema }, lastRows === undefined ? {} : { lastRows })
  const { ok, checks } = validityOf(found, { settings })
  const document = { ok, rows, checks }
  await writeFileAtomic(join(root, projectPaths.validation), `${JSON.stringify(document, null, 2)}\n`)
  await writeFileAtomic(
    join(root, projectPaths.validationPage),
    validationPage({ source: projectPaths.table, ...document }),
  )
  const failing = checks.filter((check) => !check.ok && check.severity === "error")
  if (!ok) throw validationFailed(failing.map(inWords))
  const warnings = checks.filter((check) => !check.ok)
  return {
    summary: `${formatNumber(checks.length)} checks on ${formatNumber(rows)} rows`,
    notes: warnings.map(inWords),
  }
}

/** What the model of the last run was trained from; only read when a rule asks for it. */
async function rowsOfLastRun({ root, settings }: StageContext): Promise<number | undefined> {
  const path = join(root, projectPaths.model, "reference.json")
  if (settings.validate.maxRowsChange === undefined || !existsSync(path)) return undefined
  return readSketch(JSON.parse(await readText(path)), path).tableRows
}

export const inWords = ({ column, detail }: Check): string => (column === null ? detail : `${column}: ${detail}`)
