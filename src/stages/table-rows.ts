import { join } from "node:path"
import { readText } from "../base/index.ts"
import { type ColumnSchema, parseSchema, type Rows, type Schema } from "../schema/index.ts"
import { readRows } from "../table/index.ts"
import { projectPaths } from "./paths.ts"

/** @throws base.file-missing and the errors of `parseSchema` */
export async function readSchemaFile(root: string): Promise<Schema> {
  return parseSchema(await readText(join(root, projectPaths.schema)), projectPaths.schema)
}

/** Columns of `data/table.parquet` that the schema names, without those that are not wanted. */
export async function readTableRows(
  root: string,
  schema: Schema,
  wanted: (column: ColumnSchema) => boolean = () => true,
): Promise<Rows> {
  const columns = schema.columns.filter(wanted)
  return readRows(
    join(root, projectPaths.table),
    { columns },
    {
      columns: "all",
      temporary: join(root, projectPaths.temporary),
    },
  )
}
