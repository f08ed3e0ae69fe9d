import { type ColumnSchema, holdsWords } from "../column.ts"
import { type SchemaPlace, schemaValueInvalid } from "../errors.ts"
import { booleanFormat } from "../parse/boolean-words.ts"
import { instantFormats, unknownCode } from "../parse/instant.ts"
import { numberForm } from "../parse/number-form.ts"

/**
 * What the keys of a column may stand beside.
 *
 * @throws schema.value-invalid
 */
export function checkColumn(column: ColumnSchema, place: SchemaPlace): void {
  const { type, range, categories, pattern, role } = column
  const isNumeric = type === "integer" || type === "number"
  const isDate = type === "date" || type === "datetime"
  const fail = (key: string, wanted: string, got: unknown): Error => schemaValueInvalid(place, { key, wanted, got })
  if (range !== undefined && !isNumeric) throw fail("range", `no range for a ${type}`, range)
  if (categories !== undefined && type !== "category") {
    throw fail("categories", `no categories for a ${type}`, categories)
  }
  if (pattern !== undefined && !holdsWords(type)) throw fail("pattern", `no pattern for a ${type}`, pattern)
  if (pattern !== undefined && !compiles(pattern)) {
    throw fail("pattern", "a regular expression of JavaScript", pattern)
  }
  checkFormat(column, fail)
  if (role === "time" && !isDate && !isNumeric) {
    throw fail("type", "a date, datetime or number for the time column", type)
  }
  if (role === "weight" && !isNumeric) throw fail("type", "an integer or number for the weight column", type)
}

function checkFormat({ type, format }: ColumnSchema, fail: (key: string, wanted: string, got: unknown) => Error): void {
  if (format === undefined) return
  switch (type) {
    case "date":
    case "datetime": {
      const code = instantFormats(format)
        .map(unknownCode)
        .find((found) => found !== undefined)
      if (code !== undefined) throw fail("format", `percent codes of strptime, not ${code}`, format)
      return
    }
    case "integer":
    case "number":
      if (numberForm(format) === undefined) throw fail("format", wantedNumberForm, format)
      return
    case "boolean":
      if (booleanFormat(format) === undefined) {
        throw fail("format", "the word for true, a slash and the word for false, such as yes/no", format)
      }
      return
    case "category":
    case "text":
    case "identifier":
      throw fail("format", `no format for a ${type}`, format)
  }
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, "u")
    return true
  } catch {
    return false
  }
}

const wantedNumberForm =
  "how the file writes 1234.5, such as 1.234,5 or $1,234.5, or a duration: h:mm:ss, h:mm, m:ss, PT1H2M3S or 1 day 2 h 3 min"
