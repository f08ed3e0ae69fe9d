import type { ColumnSchema, Schema } from "../column.ts"
import type { ColumnFacts } from "../infer/facts.ts"
import { cellReader } from "../parse/value-reader.ts"

/** One thing that is different of one column. */
export interface SchemaChange {
  readonly column: string
  readonly change: "added" | "removed" | "changed"
  /** Of a change: the key of schema.yaml; null for a whole column. */
  readonly key: string | null
  /** As schema.yaml writes it; null when there is none. */
  readonly before: unknown
  readonly after: unknown
}

/** What is different between two schemas: columns that are gone in the order of the first, then the others in that of the second. */
export function diffSchemas(before: Schema, after: Schema): readonly SchemaChange[] {
  return diffColumns(before, after, (old, now) =>
    comparedKeys.flatMap((key) => changeOf(old, key, { before: old[key], after: now[key] })),
  )
}

/**
 * What a file contradicts of a schema: its columns, types, ways of writing, gaps that may not be, numbers out of range and words that
 * are no category.
 *
 * @param inferred what `inferSchema` makes of the file
 * @param facts what was counted in it
 */
export function diffFacts(schema: Schema, inferred: Schema, facts: readonly ColumnFacts[]): readonly SchemaChange[] {
  const counted = new Map(facts.map((column) => [column.name, column]))
  return diffColumns(schema, inferred, (old, now) => {
    const { missing = 0, min, max, words = [], examples = [] } = counted.get(old.name) ?? {}
    const isReadable = reads(old, [...examples, ...(now.type === "category" ? words.map(({ word }) => word) : [])])
    const isHeld = !(missing > 0) || old.nullable
    const unseen = words.map(({ word }) => word).filter((word) => old.categories?.includes(word) === false)
    const isOut = old.range !== undefined && ((min ?? 0) < old.range[0] || (max ?? 0) > old.range[1])
    return [
      ...(isReadable ? [] : (["type", "format", "unit", "missing"] as const)).flatMap((key) =>
        changeOf(old, key, { before: old[key], after: now[key] }),
      ),
      ...(isHeld ? [] : changeOf(old, "nullable", { before: false, after: true })),
      ...(isOut && min !== undefined ? changeOf(old, "range", { before: old.range, after: [min, max] }) : []),
      ...(unseen.length === 0 || old.type !== "category"
        ? []
        : changeOf(old, "categories", { before: old.categories, after: [...old.categories!, ...unseen] })),
    ]
  })
}

/** Whether cells are what a column wants, whatever else they could be taken for; its range is looked at by itself. */
function reads({ range: _range, ...column }: ColumnSchema, cells: readonly string[]): boolean {
  const { read } = cellReader(column)
  return cells.every((cell) => typeof read(cell) !== "object")
}

function diffColumns(
  before: Schema,
  after: Schema,
  compare: (before: ColumnSchema, after: ColumnSchema) => readonly SchemaChange[],
): readonly SchemaChange[] {
  const old = new Map(before.columns.map((column) => [column.name, column]))
  const now = new Set(after.columns.map(({ name }) => name))
  return [
    ...before.columns
      .filter(({ name }) => !now.has(name))
      .map(({ name, type }) => ({ column: name, change: "removed" as const, key: null, before: type, after: null })),
    ...after.columns.flatMap((column): readonly SchemaChange[] => {
      const known = old.get(column.name)
      if (known !== undefined) return compare(known, column)
      return [{ column: column.name, change: "added", key: null, before: null, after: column.type }]
    }),
  ]
}

function changeOf(
  { name }: ColumnSchema,
  key: keyof ColumnSchema,
  { before = null, after = null }: { readonly before?: unknown; readonly after?: unknown },
): readonly SchemaChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  return [{ column: name, change: "changed", key, before, after }]
}

const comparedKeys = [
  ...(["type", "role", "nullable", "range", "categories", "format"] as const),
  ...(["missing", "pattern", "unit", "description"] as const),
] as const
