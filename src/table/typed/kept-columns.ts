import { type ColumnSchema, holdsWords, type KeptColumn, type Schema, type Task } from "../../schema/index.ts"
import { type PlannedColumn, planReading } from "../ingest/plan.ts"
import { castValue, firstStep } from "../query/cast-steps.ts"
import type { Engine } from "../query/engine.ts"
import type { Source } from "../source.ts"

/**
 * Find in one pass the columns that keep all rules of the schema, so that only the values of the others need be looked at one by
 * one: inputs of a model without a pattern, and a target that is a number unless it has classes.
 */
export async function keptColumns(
  engine: Engine,
  source: Source,
  { schema, rows, task }: { readonly schema: Schema; readonly rows: number; readonly task: Task | undefined },
): Promise<ReadonlyMap<string, KeptColumn>> {
  const kept = new Map<string, KeptColumn>()
  const { columns } = planReading(source, schema, {
    wanted: (column) => isScreened(column, task),
    optional: () => true,
    stored: true,
  })
  for (let start = 0; start < columns.length; start += columnsAtOnce) {
    const part = columns.slice(start, start + columnsAtOnce)
    const items = part.flatMap((column, index) => countsOf(column).map(([name, sql]) => `${sql} AS ${name}${index}`))
    const [row = {}] = await engine.records(`SELECT ${items.join(", ")} FROM ${firstStep(part, source.relation())}`)
    for (const [index, { name, schema: wanted }] of part.entries()) {
      const read = (count: string): unknown => row[`${count}${index}`]
      const missing = rows - Number(read("present"))
      // A stored value without a value of its type is bad, or a mark of a missing one.
      const isWhole = read("stored") === read("present")
      if (!isWhole || (missing > 0 && !wanted.nullable)) continue
      if (!staysInside(wanted, read) || !hasKnownWords(wanted, read("words"))) continue
      kept.set(name, { rows, missing, ...(wanted.role === "target" && { different: Number(read("different")) }) })
    }
  }
  return kept
}

function isScreened({ role, type, pattern }: ColumnSchema, task: Task | undefined): boolean {
  if (role === "target")
    return (task === undefined || task === "regression") && (type === "integer" || type === "number")
  return (role === "feature" || role === "time") && pattern === undefined
}

function countsOf(column: PlannedColumn): readonly (readonly [name: string, sql: string])[] {
  const { type, role, range, categories } = column.schema
  const value = castValue(column)
  return [
    ["present", `count(${value})::DOUBLE`],
    ["stored", column.cast.missing === undefined ? `count(${value})::DOUBLE` : `count(${column.key})::DOUBLE`],
    ...(range === undefined
      ? []
      : ([
          ["least", `min(${value})::DOUBLE`],
          ["most", `max(${value})::DOUBLE`],
        ] as const)),
    ...(role === "target" ? ([["different", `count(DISTINCT ${value})::DOUBLE`]] as const) : []),
    ...(holdsWords(type) && categories !== undefined ? ([["words", `list(DISTINCT ${value})`]] as const) : []),
  ]
}

function staysInside({ range }: ColumnSchema, read: (count: string) => unknown): boolean {
  const [least, most] = [read("least"), read("most")]
  if (range === undefined || least === null || most === null) return true
  return Number(least) >= range[0] && Number(most) <= range[1]
}

function hasKnownWords({ categories }: ColumnSchema, words: unknown): boolean {
  if (categories === undefined || !Array.isArray(words)) return true
  const known = new Set(categories)
  return words.every((word) => word === null || known.has(String(word)))
}

const columnsAtOnce = 100
