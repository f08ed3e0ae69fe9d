import { join } from "node:path"
import { readText } from "../base/index.ts"
import { parseSchema, type Rows, type Schema } from "../schema/index.ts"
import { readRows } from "../table/index.ts"
import { projectPaths } from "./paths.ts"

/** @throws base.file-missing and the errors of `parseSchema` */
export async function readSchemaFile(root: string): Promise<Schema> {
  return parseSchema(await readText(join(root, projectPaths.schema)), projectPaths.schema)
}

/** All columns of `data/table.parquet` that the schema names. */
export async function readTableRows(root: string, schema: Schema): Promise<Rows> {
  return readRows(join(root, projectPaths.table), schema, {
    columns: "all",
    temporary: join(root, projectPaths.temporary),
  })
}
