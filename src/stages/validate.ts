import { existsSync } from "node:fs"
import { join } from "node:path"
import { formatNumber, readText, writeFileAtomic } from "../base/index.ts"
import { validationPage } from "../report/index.ts"
import {
  type Check,
  type ColumnSchema,
  checkColumns,
  checkTable,
  readSketch,
  type Schema,
  validityOf,
} from "../schema/index.ts"
import { countTable, isCountedId } from "../table/index.ts"
import type { StageContext, StageReport } from "./context.ts"
import { validationFailed } from "./errors.ts"
import { projectPaths } from "./paths.ts"
import { readSchemaFile, readTableRows } from "./table-rows.ts"

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
  const { rows, found } = await checkStored(context, schema)
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

/** Try the rules some columns at a time, so that a table of any length is checked in bounded memory. */
async function checkStored(
  context: StageContext,
  schema: Schema,
): Promise<{ readonly rows: number; readonly found: readonly Check[] }> {
  const { root, effects } = context
  const { validate: settings, task, data } = context.settings
  const temporary = join(root, projectPaths.temporary)
  const { rows, repeats, ids } = await countTable(join(root, projectPaths.table), schema, { root, temporary })
  const lastRows = await rowsOfLastRun(context)
  const times = await readTableRows(root, schema, { columns: ({ role }) => role === "time" })
  const found: Check[] = [
    ...checkTable(
      schema,
      { ...times, count: rows },
      {
        settings,
        now: effects.clock.now(),
        repeats,
        ...(lastRows === undefined ? {} : { lastRows }),
      },
    ),
  ]
  const most = Math.max(1, Math.floor((data.memoryMegabytes * 1_000_000) / (bytesPerCell * Math.max(1, rows))))
  for (let start = 0; start < schema.columns.length; start += most) {
    const part = { columns: schema.columns.slice(start, start + most) }
    const values = await readTableRows(root, part, {
      columns: (column) => isChecked(column) && !isCountedId(column),
    })
    found.push(...checkColumns(part, { ...values, count: rows }, { settings, task, countedIds: ids }))
  }
  return { rows, found }
}

/** Columns of other roles are not looked at. */
function isChecked({ role }: ColumnSchema): boolean {
  return role === "feature" || role === "time" || role === "target" || role === "id"
}

/** What the model of the last run was trained from; only read when a rule asks for it. */
async function rowsOfLastRun({ root, settings }: StageContext): Promise<number | undefined> {
  const path = join(root, projectPaths.model, "reference.json")
  if (settings.validate.maxRowsChange === undefined || !existsSync(path)) return undefined
  return readSketch(JSON.parse(await readText(path)), path).tableRows
}

/** A number, and what is held beside it while it is read. */
const bytesPerCell = 16

export const inWords = ({ column, detail }: Check): string => (column === null ? detail : `${column}: ${detail}`)
