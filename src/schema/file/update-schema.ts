import { isMap, parseDocument, type YAMLMap, type YAMLSeq } from "yaml"
import type { ColumnSchema, Schema } from "../column.ts"
import { parseSchema, schemaToYaml } from "./schema-file.ts"

/**
 * The text of a schema.yaml with what a table now says: types, gaps, ranges, categories and forms are the new ones; comments, roles,
 * descriptions, patterns and what else a person wrote stay; columns that are gone go.
 *
 * @param path named in errors
 * @throws schema.not-yaml, schema.key-unknown, schema.value-invalid
 */
export function updateSchemaYaml(text: string, schema: Schema, path: string): string {
  const reviewed = new Map(parseSchema(text, path).columns.map((column) => [column.name, column]))
  const document = parseDocument(text)
  const fresh = parseDocument(schemaToYaml(schema)).get("columns") as YAMLSeq<YAMLMap>
  const old = document.get("columns") as YAMLSeq<YAMLMap>
  const [first] = old.items
  if (isMap(first) && first.commentBefore == null) {
    // A comment above the first column is read as one above them all, and would stay at the top when another comes first.
    first.commentBefore = old.commentBefore ?? null
    old.commentBefore = null
  }
  const kept = new Map(old.items.filter(isMap).map((item) => [String(item.get("name")), item]))
  old.items = schema.columns.map((column, position) => {
    const item = kept.get(column.name)
    const made = fresh.items[position]!
    return item === undefined ? made : updated(item, made, { column, before: reviewed.get(column.name)! })
  })
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

function updated(
  item: YAMLMap,
  made: YAMLMap,
  { column, before }: { readonly column: ColumnSchema; readonly before: ColumnSchema },
): YAMLMap {
  for (const key of fromTable) {
    if (JSON.stringify(column[key]) === JSON.stringify(before[key])) continue
    const node = made.get(key, true)
    if (node === undefined) item.delete(key)
    else item.set(key, node)
  }
  return item
}

/** Keys that a table decides; the others are a person's. */
const fromTable = ["type", "nullable", "range", "categories", "format", "missing", "unit"] as const
