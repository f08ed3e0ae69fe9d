import { type NumberFault, numberRule, patternRule } from "../check/value-rule.ts"
import type { ColumnSchema } from "../column.ts"
import { booleanFormat, booleanWords } from "./boolean-words.ts"
import { durationReader } from "./duration.ts"
import { instantReader } from "./instant.ts"
import { missingNumbers, missingWords } from "./missing.ts"
import { numberForm, numberReader } from "./number-form.ts"
import type { ProblemCode } from "./problem.ts"

/** What one value turned out to be: a number, a word, `undefined` for missing, or a fault. */
export type Reading = number | string | undefined | Fault

export interface Fault {
  readonly code: ProblemCode
}

/** Reads the values of one column from one kind of source: JSON values or text cells. */
export interface ValueReader<Source> {
  /** How `Rows` keeps the column. */
  readonly kind: "number" | "string"
  readonly read: (value: Source) => Reading
  /** What a value must be, in words. */
  readonly wanted: string
}

/** JSON: no value is taken for another type, but a whole number is a number. */
export function jsonReader(column: ColumnSchema): ValueReader<unknown> {
  const wanted = wantedOf(column)
  switch (column.type) {
    case "integer":
    case "number":
      return { kind: "number", wanted, read: jsonNumber(column) }
    case "boolean":
      return { kind: "number", wanted, read: jsonBoolean(column) }
    case "date":
    case "datetime": {
      const read = dateText(column)
      return { kind: "number", wanted, read: (value) => (typeof value === "string" ? read(value) : wrongType) }
    }
    case "category":
    case "text":
    case "identifier": {
      const numeric = column.type === "identifier" || hasNumericWords(column)
      const check = patternCheck(column)
      return { kind: "string", wanted, read: (value) => check(jsonWord(value, numeric)) }
    }
  }
}

/** Text cells: read by the type of the column; a cell that means "no value" is missing. */
export function cellReader(column: ColumnSchema): ValueReader<string> {
  const wanted = wantedOf(column)
  const isMissing = missingTest(column)
  const trimmed = (read: (text: string) => Reading) => (cell: string) => {
    const text = cell.trim()
    return isMissing(text) ? undefined : read(text)
  }
  switch (column.type) {
    case "integer":
    case "number":
      return { kind: "number", wanted, read: trimmed(numberText(column)) }
    case "boolean": {
      const words = booleanWords(column.format)
      return { kind: "number", wanted, read: trimmed((text) => words.get(text.toLowerCase()) ?? wrongType) }
    }
    case "date":
    case "datetime":
      return { kind: "number", wanted, read: trimmed(dateText(column)) }
    case "category": {
      const seen = new Set(column.categories)
      const numeric = hasNumericWords(column)
      const check = patternCheck(column)
      const read = (text: string): string => (numeric && !seen.has(text) ? plainNumber(text) : text)
      return { kind: "string", wanted, read: (text) => (isMissing(text) ? undefined : check(read(text))) }
    }
    case "text":
    case "identifier": {
      const check = patternCheck(column)
      return { kind: "string", wanted, read: (text) => (isMissing(text) ? undefined : check(text)) }
    }
  }
}

/** A column's own words for "no value" count with spaces around them too. */
function missingTest({ missing: own = [] }: ColumnSchema): (text: string) => boolean {
  if (own.length === 0) return (text) => missing.has(text)
  const words = new Set(own)
  return (text) => missing.has(text) || words.has(text.trim())
}

function numberText(column: ColumnSchema): (text: string) => Reading {
  const check = numberCheck(column)
  const form = column.format === undefined ? undefined : numberForm(column.format)
  if (form === undefined) return (text) => (numberPattern.test(text) ? check(Number(text)) : notNumber(text))
  const read = form.kind === "duration" ? durationReader(form) : numberReader(form)
  return (text) => {
    const value = read(text)
    return Number.isNaN(value) ? wrongType : check(value)
  }
}

/** The column's own two words are taken too, for a client that copies a row of the file means them; other words would be guessed at. */
function jsonBoolean({ format }: ColumnSchema): (value: unknown) => Reading {
  const [yes, no] = (format === undefined ? undefined : booleanFormat(format)) ?? []
  return (value) => {
    if (typeof value === "boolean") return Number(value)
    const word = typeof value === "string" ? value.toLowerCase() : undefined
    if (word === undefined) return wrongType
    return word === yes ? 1 : word === no ? 0 : wrongType
  }
}

function patternCheck(column: ColumnSchema): (word: Reading) => Reading {
  const matches = patternRule(column)
  if (matches === undefined) return (word) => word
  return (word) => (typeof word === "string" && !matches(word) ? badPattern : word)
}

function jsonNumber(column: ColumnSchema): (value: unknown) => Reading {
  const check = numberCheck(column)
  return (value) => (typeof value === "number" ? check(value) : wrongType)
}

/** A category of whole numbers, such as a vendor's id, is written in JSON as a number by most clients. */
function jsonWord(value: unknown, numeric: boolean): Reading {
  if (typeof value === "string") return value
  return numeric && typeof value === "number" && Number.isFinite(value) ? String(value) : wrongType
}

function numberCheck(column: ColumnSchema): (value: number) => Reading {
  const faultOf = numberRule(column)
  const sentinels = missingNumbers(column.missing)
  return (value) => {
    if (sentinels.length > 0 && sentinels.includes(value)) return undefined
    const fault = faultOf(value)
    // a negative zero would be another bit pattern of the same number
    return fault === undefined ? value + 0 : faults[fault]
  }
}

function dateText(column: ColumnSchema): (text: string) => Reading {
  const iso = instantReader()
  const own = column.format === undefined ? iso : instantReader(column.format)
  const faultOf = numberRule(column)
  return (text) => {
    const first = own(text)
    const instant = Number.isNaN(first) && own !== iso ? iso(text) : first
    return Number.isNaN(instant) || faultOf(instant) !== undefined ? badDate : instant
  }
}

function notNumber(text: string): Fault {
  return infinityPattern.test(text) ? notFinite : wrongType
}

/** `2.0` and `02` are the word `2`, for files in which another program turned whole numbers into floats. */
function plainNumber(text: string): string {
  return numberPattern.test(text.trim()) ? String(Number(text)) : text
}

function hasNumericWords(column: ColumnSchema): boolean {
  const words = column.type === "category" ? (column.categories ?? []) : []
  return words.length > 0 && words.every((word) => String(Number(word)) === word)
}

function wantedOf(column: ColumnSchema): string {
  switch (column.type) {
    case "integer":
    case "number": {
      const noun = column.type === "integer" ? "a whole number" : "a number"
      const unit = column.unit === undefined ? "" : ` of ${column.unit}`
      return column.range === undefined
        ? `${noun}${unit}`
        : `${noun}${unit} from ${column.range[0]} to ${column.range[1]}`
    }
    case "boolean":
      return column.format === undefined ? "true or false" : `true or false, ${column.format.replace("/", " or ")}`
    case "date":
      return `a date such as "2017-03-25"${ownForm(column)}`
    case "datetime":
      return `a date and time such as "2017-03-25T08:55:43"${ownForm(column)}`
    case "category":
      return column.categories === undefined ? `a text${ownPattern(column)}` : `one of ${listed(column.categories)}`
    case "text":
      return `a text${ownPattern(column)}`
    case "identifier":
      return `a text that names something${ownPattern(column)}`
  }
}

function ownForm(column: ColumnSchema): string {
  return column.format === undefined ? "" : ` or in the form ${column.format}`
}

function ownPattern({ pattern }: ColumnSchema): string {
  return pattern === undefined ? "" : ` of the pattern ${pattern}`
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, 10).map((word) => `"${word}"`)
  return words.length > shown.length ? `${shown.join(", ")} ...` : shown.join(", ")
}

const wrongType: Fault = { code: "wrong-type" }
const notFinite: Fault = { code: "not-finite" }
const faults: Readonly<Record<NumberFault, Fault>> = {
  "not-finite": notFinite,
  "wrong-type": wrongType,
  "out-of-range": { code: "out-of-range" },
}
const badDate: Fault = { code: "bad-date" }
const badPattern: Fault = { code: "bad-pattern" }

const missing = new Set(missingWords)

const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

const infinityPattern = /^[+-]?inf(?:inity)?$/i
