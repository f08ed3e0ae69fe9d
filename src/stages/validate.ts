import { join } from "node:path"
import { formatNumber, writeFileAtomic } from "../base/index.ts"
import { validationPage } from "../report/index.ts"
import { type Check, checkRows } from "../schema/index.ts"
import type { StageContext, StageReport } from "./context.ts"
import { validationFailed } from "./errors.ts"
import { projectPaths } from "./paths.ts"
import { readSchemaFile, readTableRows } from "./table-rows.ts"

/**
 * `data/table.parquet` against `schema.yaml`; what was found is in `reports/validation.json` and `.html` also when the answer is no.
 *
 * @throws stages.validation-failed
 */
export async function validateStage({ root, settings }: StageContext): Promise<StageReport> {
  const schema = await readSchemaFile(root)
  const rows = await readTableRows(root, schema)
  const checks = checkRows(schema, rows, { settings: settings.validate, task: settings.task })
  const failing = checks.filter((check) => !check.ok && check.severity === "error")
  const warnings = checks.filter((check) => !check.ok && check.severity === "warn")
  const document = {
    ok: failing.length === 0,
    rows: rows.count,
    checks: [...failing, ...warnings, ...checks.filter((check) => check.ok)],
  }
  await writeFileAtomic(join(root, projectPaths.validation), `${JSON.stringify(document, null, 2)}\n`)
  await writeFileAtomic(
    join(root, projectPaths.validationPage),
    validationPage({ source: projectPaths.table, ...document }),
  )
  if (failing.length > 0) throw validationFailed(failing.map(inWords))
  return {
    summary: `${formatNumber(checks.length)} checks on ${formatNumber(rows.count)} rows`,
    notes: warnings.map(inWords),
  }
}

export const inWords = ({ column, detail }: Check): string => (column === null ? detail : `${column}: ${detail}`)
