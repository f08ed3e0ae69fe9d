import { join } from "node:path"
import { formatNumber } from "../base/index.ts"
import type { Schema } from "../schema/index.ts"
import { ingestFiles } from "../table/index.ts"
import type { StageContext, StageReport } from "./context.ts"
import { targetsDiffer } from "./errors.ts"
import { projectPaths } from "./paths.ts"
import { readSchemaFile } from "./table-rows.ts"

/**
 * Raw files -> `data/table.parquet`: one table, typed as `schema.yaml` says, the target computed if it is an expression.
 *
 * @throws stages.targets-differ and what reading throws
 */
export async function ingestStage({ root, settings, effects }: StageContext): Promise<StageReport> {
  const schema = await readSchemaFile(root)
  const { name, expression } = settings.target
  checkTarget(schema, name)
  const ingested = await ingestFiles(
    settings.data.files,
    {
      root,
      settings: settings.data,
      temporary: join(root, projectPaths.temporary),
      schema,
      progress: effects.progress,
      ...(effects.variables !== undefined && { variables: effects.variables }),
      target: { name, ...(expression === undefined ? {} : { expression }) },
    },
    join(root, projectPaths.table),
  )
  const { rows, columns, leftOut, withoutTarget, extra, notes } = ingested
  return {
    summary: `${formatNumber(rows)} rows, ${formatNumber(columns.length)} columns`,
    notes: [
      ...notes,
      ...(leftOut.count > 0
        ? [`${formatNumber(leftOut.count)} rows could not be read and are left out, as data.badRows says`]
        : []),
      ...(withoutTarget > 0 ? [`${formatNumber(withoutTarget)} rows have no target; they are not trained on`] : []),
      ...(extra.length > 0 ? [`columns that schema.yaml does not name are left out: ${extra.join(", ")}`] : []),
    ],
  }
}

/** The settings and the schema are two files, and whoever changes the target in one may forget the other. */
function checkTarget({ columns }: Schema, target: string): void {
  const role = columns.find((column) => column.role === "target")?.name
  const isColumn = columns.some(({ name }) => name === target)
  if (role !== target) throw targetsDiffer(target, role, isColumn)
}
