import type { Client, FieldDef } from "pg"
import { quoted } from "../query/words.ts"
import type { SpoolKind } from "./spool.ts"

/** How the columns of a query are read. */
export interface ColumnReading {
  /** The query around another that gives values a table can hold; absent when its own values are such. */
  readonly select?: (sql: string) => string
  readonly kinds: readonly SpoolKind[]
  /** What is read as something else than the database calls it, in words. */
  readonly notes: readonly string[]
}

/** @param name what is shown of the address */
export async function readingOf(client: Client, fields: readonly FieldDef[], name: string): Promise<ColumnReading> {
  const changed = fields.map(({ dataTypeID }) => changedTypes.get(dataTypeID))
  const unknown = fields.filter(({ dataTypeID }) => !kindsByType.has(dataTypeID) && !changedTypes.has(dataTypeID))
  const columns = fields.map((_, index) => `c${index}`)
  const items = columns.map((column, index) => changed[index]?.value(column) ?? column)
  const select = (sql: string): string => `SELECT ${items.join(", ")} FROM (${sql}\n) AS given (${columns.join(", ")})`
  return {
    ...(changed.some((one) => one !== undefined) && { select }),
    kinds: fields.map(({ dataTypeID }, index) => changed[index]?.kind ?? kindsByType.get(dataTypeID) ?? "text"),
    notes: [...changedNotes(fields, name), ...(await textNotes(client, unknown, name))],
  }
}

function changedNotes(fields: readonly FieldDef[], name: string): readonly string[] {
  return [...changedTypes].flatMap(([type, { called, read }]) => {
    const names = fields.filter(({ dataTypeID }) => dataTypeID === type).map((field) => field.name)
    return names.length === 0 ? [] : [`${columnsOf(names, name)} of type ${called} ${are(names)} read as ${read}`]
  })
}

/** What is written as a text although it is none, such as a list or a point. */
async function textNotes(client: Client, fields: readonly FieldDef[], name: string): Promise<readonly string[]> {
  if (fields.length === 0) return []
  const { rows } = await client.query<{ id: string; called: string }>(
    `SELECT oid::text AS id, format_type(oid, NULL) AS called FROM pg_type
     WHERE oid = ANY($1) AND typcategory NOT IN ('S', 'E', 'B', 'V', 'I', 'X', 'Z') AND typname <> 'uuid' ORDER BY oid`,
    [fields.map(({ dataTypeID }) => dataTypeID)],
  )
  return rows.map(({ id, called }) => {
    const names = fields.filter(({ dataTypeID }) => String(dataTypeID) === id).map((field) => field.name)
    return `${columnsOf(names, name)} of type ${called} ${are(names)} read as text: a query can take it apart`
  })
}

const columnsOf = (names: readonly string[], name: string): string =>
  `In ${name}, column${names.length === 1 ? "" : "s"} ${quoted(names)}`

const are = (names: readonly string[]): string => (names.length === 1 ? "is" : "are")

interface ChangedType {
  readonly called: string
  /** What it becomes, in words. */
  readonly read: string
  readonly kind: SpoolKind
  readonly value: (column: string) => string
}

const seconds = (column: string): string => `extract(epoch FROM ${column})`

/** By the number of the type, which is the same in every server. A month is 30 days, as the server itself has it. */
const changedTypes: ReadonlyMap<number, ChangedType> = new Map<number, ChangedType>([
  [790, { called: "money", read: "numbers", kind: "exact", value: (column) => `${column}::numeric` }],
  [1083, { called: "time", read: "seconds since midnight", kind: "number", value: seconds }],
  [1186, { called: "interval", read: "seconds", kind: "number", value: seconds }],
])

const kindsByType: ReadonlyMap<number, SpoolKind> = new Map([
  [16, "boolean"],
  [20, "integer"],
  [21, "integer"],
  [23, "integer"],
  [26, "integer"],
  [700, "number"],
  [701, "number"],
  [1700, "exact"],
  [1082, "date"],
  [1114, "datetime"],
  [1184, "zoned"],
])
