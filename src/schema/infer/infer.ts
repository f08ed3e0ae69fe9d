import { type ColumnRole, type ColumnSchema, type ColumnType, holdsWords, type Schema, type Task } from "../column.ts"
import { schemaColumnMissing, schemaTimeInvalid } from "../errors.ts"
import type { ColumnFacts } from "./facts.ts"
import { nameWords } from "./name-words.ts"
import { inferRange } from "./range.ts"
import { chooseTime, constantReason, idReason } from "./role.ts"
import { truthFormat } from "./truth-format.ts"

export interface InferOptions {
  readonly target?: string
  /** The target of a classification becomes a category, whatever the file holds, and its categories are the classes. */
  readonly task?: Task
  /** Columns that name a row. */
  readonly ids?: readonly string[]
  readonly time?: string
  /** Columns left out, and why: those a target expression is computed from, or those a person left out. */
  readonly ignored?: readonly { readonly column: string; readonly reason: string }[]
}

/**
 * The schema a careful person would write after reading the facts, for them to review. What the options say comes first, then:
 * constant, leak, id, time (one column at most), and the rest are features. Every role but target, time and feature has a reason.
 *
 * @throws schema.column-missing when an option names a column that is not there; schema.time-invalid
 */
export function inferSchema(facts: readonly ColumnFacts[], options: InferOptions = {}): Schema {
  const names = facts.map(({ name }) => name)
  const asked = askedRoles(options, names)
  const roles = facts.map((column, position) => asked.get(column.name) ?? inferRole(column, position))
  const free = facts.filter((_, position) => roles[position]?.role === "feature")
  const time = options.time ?? chooseTime(free)?.name
  const asTime = facts.find(({ name }) => name === options.time)
  if (asTime?.type === "string" || asTime?.type === "boolean") throw schemaTimeInvalid(asTime.name, asTime.type)
  const columns = facts.map((column, position) => {
    const found = roles[position]!
    const role = found.role === "feature" && column.name === time ? { role: "time" as const } : found
    return columnSchema(column, role, options.task)
  })
  return { columns }
}

interface Role {
  readonly role: ColumnRole
  readonly reason?: string
}

/** What the options say, later ones over earlier ones. */
function askedRoles(options: InferOptions, names: readonly string[]): ReadonlyMap<string, Role> {
  const asked = new Map<string, Role>()
  const ask = (column: string, role: Role): void => {
    if (!names.includes(column)) throw schemaColumnMissing(role.role, column, names)
    asked.set(column, role)
  }
  for (const { column, reason } of options.ignored ?? []) ask(column, { role: "ignored", reason })
  for (const column of options.ids ?? []) ask(column, { role: "id", reason: "named as an id" })
  if (options.time !== undefined) ask(options.time, { role: "time" })
  if (options.target !== undefined) ask(options.target, { role: "target" })
  return asked
}

function inferRole(column: ColumnFacts, position: number): Role {
  const constant = constantReason(column)
  if (constant !== undefined) return { role: "constant", reason: constant }
  if (column.leak !== undefined) return { role: "leak", reason: column.leak.reason }
  const id = idReason(column, position)
  return id === undefined ? { role: "feature" } : { role: "id", reason: id }
}

function columnSchema(column: ColumnFacts, { role, reason }: Role, task: Task | undefined): ColumnSchema {
  const type = role === "target" && task !== undefined ? targetType(column, task) : inferType(column, role)
  const isRead = role === "feature" || role === "time" || role === "target"
  const isNumber = type === "integer" || type === "number"
  const range = isRead && isNumber ? inferRange(column) : undefined
  const categories = isRead && type === "category" ? categoriesOf(column) : undefined
  const truth = type === "boolean" && column.type === "string" ? truthFormat(column) : undefined
  const format = truth ?? (holdsWords(type) ? undefined : column.format)
  return {
    name: column.name,
    type,
    role,
    nullable: column.missing > 0,
    ...(range === undefined ? {} : { range }),
    ...(categories === undefined ? {} : { categories }),
    ...(format === undefined ? {} : { format }),
    ...(column.marks === undefined ? {} : { missing: column.marks }),
    ...(column.unit === undefined || !isNumber ? {} : { unit: column.unit }),
    ...(column.called === undefined
      ? {}
      : { description: `called "${column.called}" in the file, where the name is taken already` }),
    ...(reason === undefined ? {} : { reason }),
  }
}

function inferType(column: ColumnFacts, role: ColumnRole): ColumnType {
  if (column.type === "integer") return isCode(column) ? "category" : "integer"
  if (column.type !== "string") return column.type
  if (role === "id" || (column.digits === true && column.distinct > mostCategories)) return "identifier"
  if (truthFormat(column) !== undefined) return "boolean"
  return isText(column) ? "text" : "category"
}

function targetType(column: ColumnFacts, task: Task): ColumnType {
  if (task !== "regression") return "category"
  return column.type === "string" ? "category" : column.type
}

/** Whole numbers that number things, such as a vendor's id: their size means nothing. */
function isCode({ name, distinct, rows, missing, words }: ColumnFacts): boolean {
  const isRepeated = distinct <= mostCategories && distinct < rows - missing && words !== undefined
  return isRepeated && codeWords.has(nameWords(name).at(-1) ?? "")
}

/** Values that people wrote, mostly different and of several words; few different values are categories however long. */
function isText({ distinct, rows, missing, meanWords = 1, meanLength = 0 }: ColumnFacts): boolean {
  const share = distinct / Math.max(1, rows - missing)
  if (distinct < fewTexts) return false
  return (share >= 0.5 && meanWords >= 2) || (distinct > mostCategories && meanWords >= 4) || meanLength > 100
}

/** All words, numbers by size and others by the alphabet; undefined when there are none, or they are too many or too long to review. */
function categoriesOf({ distinct, words = [] }: ColumnFacts): readonly string[] | undefined {
  if (words.length === 0 || distinct > mostCategories || words.length < distinct) return undefined
  const names = words.map(({ word }) => word)
  if (names.some((name) => name.length > longestCategory)) return undefined
  return names.every((word) => String(Number(word)) === word)
    ? names.sort((a, b) => Number(a) - Number(b))
    : names.sort((a, b) => (a < b ? -1 : 1))
}

const codeWords = new Set(["code", "codes", "id", "ids", "key", "zip", "zipcode", "postcode", "postal"])

/** More different words than these are not listed in schema.yaml, and numbers are not taken for names. */
const mostCategories = 300

/** Characters of a word that schema.yaml still lists. */
const longestCategory = 500

const fewTexts = 20
