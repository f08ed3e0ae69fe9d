import { isPlainObject } from "../../base/index.ts"
import { checkColumn } from "../check/check-column.ts"
import {
  type ColumnRole,
  type ColumnSchema,
  type ColumnType,
  columnRoles,
  columnTypes,
  type Schema,
} from "../column.ts"
import { type SchemaPlace, schemaKeyUnknown, schemaValueInvalid } from "../errors.ts"

/**
 * A schema from plain data, such as schema.yaml or the schema.json of a model, with every rule checked. `role` may be left out
 * for a feature and `nullable` for false.
 *
 * @param path named in errors
 * @throws schema.key-unknown, schema.value-invalid
 */
export function readSchema(value: unknown, path: string): Schema {
  const place = { path, where: "" }
  if (!isPlainObject(value))
    throw schemaValueInvalid(place, { key: "columns", wanted: "a list of columns", got: value })
  rejectUnknown(value, ["columns"], place)
  if (!Array.isArray(value["columns"]) || value["columns"].length === 0) {
    throw schemaValueInvalid(place, { key: "columns", wanted: "a list of columns", got: value["columns"] })
  }
  const columns = value["columns"].map((column: unknown, position) => readColumnSchema(column, path, position))
  checkTogether(columns, path)
  return { columns }
}

function readColumnSchema(value: unknown, path: string, position: number): ColumnSchema {
  const numbered = { path, where: `column ${position + 1}` }
  if (!isPlainObject(value)) {
    throw schemaValueInvalid(numbered, { key: "columns", wanted: "name, type and role", got: value })
  }
  const { name } = value
  if (typeof name !== "string" || name === "") {
    throw schemaValueInvalid(numbered, { key: "name", wanted: "a text", got: name })
  }
  const place = { path, where: `column "${name}"` }
  rejectUnknown(value, columnKeys, place)
  const type = oneOf<ColumnType>(value["type"], columnTypes, { place, key: "type" })
  const column: ColumnSchema = {
    name,
    type,
    role: oneOf<ColumnRole>(value["role"] ?? "feature", columnRoles, { place, key: "role" }),
    nullable: readNullable(value["nullable"] ?? false, place),
    ...given("range", readRange(value["range"], place)),
    ...given("categories", readWords(value["categories"], "categories", place)),
    ...given("format", readText(value["format"], "format", place)),
    ...given("missing", readWords(value["missing"], "missing", place)),
    ...given("pattern", readText(value["pattern"], "pattern", place)),
    ...given("unit", readText(value["unit"], "unit", place)),
    ...given("description", readText(value["description"], "description", place)),
    ...given("reason", readText(value["reason"], "reason", place)),
  }
  checkColumn(column, place)
  return column
}

function checkTogether(columns: readonly ColumnSchema[], path: string): void {
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name)) {
      throw schemaValueInvalid({ path, where: "" }, { key: "columns", wanted: "each name once", got: name })
    }
    seen.add(name)
  }
  for (const role of ["target", "time", "weight"] as const) {
    const named = columns.filter((column) => column.role === role).map(({ name }) => name)
    if (named.length > 1) {
      const place = { path, where: `column "${named[1]}"` }
      throw schemaValueInvalid(place, {
        key: "role",
        wanted: `one ${role} column only, besides "${named[0]}"`,
        got: role,
      })
    }
  }
}

function rejectUnknown(value: Record<string, unknown>, known: readonly string[], place: SchemaPlace): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown !== undefined) throw schemaKeyUnknown(place, unknown, known)
}

function oneOf<T extends string>(
  value: unknown,
  known: readonly T[],
  { place, key }: { readonly place: SchemaPlace; readonly key: string },
): T {
  const found = known.find((one) => one === value)
  if (found === undefined) throw schemaValueInvalid(place, { key, wanted: `one of ${known.join(", ")}`, got: value })
  return found
}

function readNullable(value: unknown, place: SchemaPlace): boolean {
  if (typeof value !== "boolean")
    throw schemaValueInvalid(place, { key: "nullable", wanted: "true or false", got: value })
  return value
}

function readRange(value: unknown, place: SchemaPlace): readonly [number, number] | undefined {
  if (value === undefined) return undefined
  const ends: unknown[] = Array.isArray(value) ? value : []
  const [least, most] = ends
  const isRange = ends.length === 2 && isNumber(least) && isNumber(most) && least <= most
  if (!isRange) {
    throw schemaValueInvalid(place, { key: "range", wanted: "two numbers, the smaller first", got: value })
  }
  return [least, most]
}

function readWords(value: unknown, key: string, place: SchemaPlace): readonly string[] | undefined {
  if (value === undefined) return undefined
  const words: unknown[] = Array.isArray(value) ? value : []
  const texts = words.filter((word) => typeof word === "string")
  if (texts.length === 0 || texts.length < words.length || new Set(texts).size < texts.length) {
    throw schemaValueInvalid(place, {
      key,
      wanted: "a list of texts, each once and numbers in quotes",
      got: value,
    })
  }
  return texts
}

function readText(value: unknown, key: string, place: SchemaPlace): string | undefined {
  if (value === undefined || typeof value === "string") return value
  throw schemaValueInvalid(place, { key, wanted: "a text", got: value })
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value)
}

/** An optional key of an exact type is there with a value or not there at all. */
function given<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value })
}

const columnKeys = [
  "name",
  "type",
  "role",
  "nullable",
  "range",
  "categories",
  "format",
  "missing",
  "pattern",
  "unit",
  "description",
  "reason",
] as const satisfies readonly (keyof ColumnSchema)[]
