import {
  booleanWords,
  type ColumnType,
  falseWords,
  instantFormats,
  missingNumbers,
  missingWords,
  numberForm,
  trueWords,
} from "../../schema/index.ts"
import type { StoredKind } from "../source.ts"
import { numberOfText } from "./cast-number.ts"
import { sqlText, sqlTexts } from "./sql.ts"

/** What the values of a column are to become. */
export interface Wanted {
  readonly type: ColumnType
  /** How a text writes the values, as `ColumnSchema` has it; ISO 8601 is tried after the forms of a date. */
  readonly format?: string
  /** Words of this column that mean "no value". */
  readonly missing?: readonly string[]
  /** Known words of a category: when all are whole numbers, `2.0` is the word `2`. */
  readonly categories?: readonly string[]
}

/**
 * How a column of the files becomes what is wanted, by the same rules as a request over HTTP: spaces around numbers and dates do
 * not count, words that mean "no value" are missing, infinities are not numbers. It goes in two steps, so that what is costly is
 * written once: the engine takes long to plan a wide table of long expressions.
 */
export interface Cast {
  /** First step, over the column. */
  readonly raw: string
  /**
   * Second step, over the first and the column: integer is BIGINT, number DOUBLE, boolean, DATE, TIMESTAMP in UTC, else VARCHAR.
   * NULL when missing, and when the value is not what is wanted.
   */
  readonly value: (raw: string, key: string) => string
  /** Whether a row for which the second step gives no value has none; never NULL. Absent when every value will do. */
  readonly missing?: (raw: string, key: string) => string
  /** What a value must be, in words. */
  readonly wanted: string
}

/** A column and how it is read. */
export interface CastColumn {
  /** Its name inside the engine. */
  readonly key: string
  readonly cast: Cast
}

export function castColumn(key: string, kind: StoredKind, wanted: Wanted): Cast {
  const noun = nouns[wanted.type] + (wanted.format === undefined ? "" : ` in the form ${wanted.format}`)
  const of = { key, kind, wanted }
  switch (wanted.type) {
    case "integer":
      return { raw: numberOf(of), value: whole, missing: missingOf(of, true), wanted: noun }
    case "number":
      return { raw: numberOf(of), value: finite, missing: missingOf(of, true), wanted: noun }
    case "boolean":
      return { raw: booleanOf(of), value: same, missing: missingOf(of, false), wanted: noun }
    case "date":
      return { raw: instantOf(of), value: day, missing: missingOf(of, false), wanted: noun }
    case "datetime":
      return { raw: instantOf(of), value: same, missing: missingOf(of, false), wanted: noun }
    case "category":
    case "text":
    case "identifier":
      return { ...withoutOwnMissing(wordOf(of), of), wanted: noun }
  }
}

/** As `castColumn` for a column of a table that `ingestFiles` wrote: what has its type already is taken as it lies there. */
export function castStored(key: string, kind: StoredKind, wanted: Wanted): Cast {
  const cast = castColumn(key, kind, wanted)
  return storedKinds[wanted.type] === kind ? { raw: key, value: same, wanted: cast.wanted } : cast
}

/** Both steps in one expression, for few columns. */
export function castOnce(key: string, cast: Cast): string {
  return cast.value(`(${cast.raw})`, key)
}

type Second = (raw: string, key: string) => string

/** A column of the files and what its values are to become. */
interface CastOf {
  readonly key: string
  readonly kind: StoredKind
  readonly wanted: Wanted
}

const same: Second = (raw) => raw

const finite: Second = (raw) => `CASE WHEN isfinite(${raw}) THEN ${raw} END`

const whole: Second = (raw) =>
  `CASE WHEN ${raw} = trunc(${raw}) AND abs(${raw}) <= ${Number.MAX_SAFE_INTEGER} THEN CAST(${raw} AS BIGINT) END`

const day: Second = (raw) => `CASE WHEN ${raw} = date_trunc('day', ${raw}) THEN CAST(${raw} AS DATE) END`

function missingOf({ kind, wanted }: CastOf, isNumber: boolean): Second {
  const numbers = isNumber ? missingNumbers(wanted.missing) : []
  const words = [...(kind === "text" ? missingWords : []), ...(isText(kind) ? (wanted.missing ?? []) : [])]
  return (raw, key) =>
    [
      `${key} IS NULL`,
      // Not a number is how some files write a missing one.
      ...(isNumber ? [`coalesce(isnan(${raw}), false)`] : []),
      ...(numbers.length > 0 ? [`coalesce(TRY_CAST(${key} AS DOUBLE) IN (${numbers.join(", ")}), false)`] : []),
      ...(words.length > 0 ? [`list_contains(${sqlTexts(words)}, trim(${key}))`] : []),
    ].join(" OR ")
}

function isText(kind: StoredKind): boolean {
  return kind === "text" || kind === "string"
}

function numberOf({ key, kind, wanted }: CastOf): string {
  if (kind === "date" || kind === "datetime") return "CAST(NULL AS DOUBLE)"
  const form = wanted.format === undefined ? undefined : numberForm(wanted.format)
  const plain = isText(kind) ? `TRY_CAST(${key} AS DOUBLE)` : `CAST(${key} AS DOUBLE)`
  const number = isText(kind) && form !== undefined ? numberOfText(key, form) : plain
  const missing = missingNumbers(wanted.missing)
  return missing.length === 0 ? number : `CASE WHEN (${number}) NOT IN (${missing.join(", ")}) THEN ${number} END`
}

function booleanOf({ key, kind, wanted }: CastOf): string {
  switch (kind) {
    case "boolean":
      return key
    case "text":
    case "string": {
      const words = wanted.format === undefined ? plainBooleans : [...booleanWords(wanted.format)]
      const meaning = (truth: number): string => sqlTexts(words.filter(([, is]) => is === truth).map(([word]) => word))
      return `CASE WHEN lower(trim(${key})) IN ${meaning(1)} THEN true WHEN lower(trim(${key})) IN ${meaning(0)} THEN false END`
    }
    case "integer":
    case "number":
      return `CASE ${key} WHEN 1 THEN true WHEN 0 THEN false END`
    case "date":
    case "datetime":
      return "CAST(NULL AS BOOLEAN)"
  }
}

const plainBooleans = [...trueWords.map((word) => [word, 1] as const), ...falseWords.map((word) => [word, 0] as const)]

function instantOf({ key, kind, wanted: { format } }: CastOf): string {
  switch (kind) {
    case "date":
    case "datetime":
      return `CASE WHEN isfinite(${key}) THEN CAST(${key} AS TIMESTAMP) END`
    case "text":
    case "string": {
      const text = `trim(${key})`
      // The plain cast is seven times as quick and ignores a zone, which this length has no room for. The engine turns IN into a join.
      const iso = `CASE WHEN ${key} LIKE '________________:__' THEN TRY_CAST(${key} AS TIMESTAMP)
        WHEN NOT list_contains(['i', 'I', 'e', 'E', '-'], ${text}[1]) THEN TRY_CAST(${text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END`
      const own = (format === undefined ? [] : instantFormats(format)).map((one) => ownInstant(text, one))
      return own.length === 0 ? iso : `coalesce(${[...own, iso].join(", ")})`
    }
    case "boolean":
    case "integer":
    case "number":
      return "CAST(NULL AS TIMESTAMP)"
  }
}

/** With an offset the engine gives an instant with a zone. */
function ownInstant(text: string, format: string): string {
  const parsed = `try_strptime(${text}, ${sqlText(format)})`
  return format.includes("%z") ? `(CAST(${parsed} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')` : parsed
}

/** A word of the column's own that means "no value" is none. */
function withoutOwnMissing(
  cast: Pick<Cast, "raw" | "value">,
  { kind, wanted: { missing = [] } }: CastOf,
): Pick<Cast, "raw" | "value"> {
  if (missing.length === 0) return cast
  return {
    raw: cast.raw,
    value: (raw, key) => {
      const text = isText(kind) ? key : `CAST(${key} AS VARCHAR)`
      return `CASE WHEN NOT list_contains(${sqlTexts(missing)}, trim(${text})) THEN ${cast.value(raw, key)} END`
    },
  }
}

function wordOf({ key, kind, wanted: { categories = [] } }: CastOf): Pick<Cast, "raw" | "value"> {
  const numeric = categories.length > 0 && categories.every((word) => String(Number(word)) === word)
  switch (kind) {
    case "text":
    case "string": {
      if (!numeric) return { raw: key, value: same }
      // What is written as the schema has it stays as it is.
      const known = categories.filter((word) => Number.isSafeInteger(Number(word))).slice(0, mostLookedUp)
      return {
        raw: `CASE WHEN NOT list_contains(${sqlTexts(known)}, ${key}) THEN TRY_CAST(${key} AS DOUBLE) END`,
        value: (raw, column) => `CASE WHEN ${raw} IS NULL THEN ${column} ELSE ${plain(raw)} END`,
      }
    }
    case "number":
      return { raw: key, value: (raw) => `CASE WHEN NOT isnan(${raw}) THEN ${plain(raw)} END` }
    case "integer":
    case "boolean":
    case "date":
      return { raw: `CAST(${key} AS VARCHAR)`, value: same }
    case "datetime":
      return { raw: `strftime(${key}, '%Y-%m-%dT%H:%M:%S')`, value: same }
  }
}

/** Words that are looked for one after the other in less time than a number is read and written. */
const mostLookedUp = 16

/** A number as JavaScript writes it, at least when it is whole. */
function plain(number: string): string {
  return `CASE WHEN ${number} = trunc(${number}) AND abs(${number}) <= ${Number.MAX_SAFE_INTEGER}
    THEN CAST(CAST(${number} AS BIGINT) AS VARCHAR) ELSE CAST(${number} AS VARCHAR) END`
}

/** What the written table holds of each type. */
const storedKinds = {
  integer: "integer",
  number: "number",
  boolean: "boolean",
  date: "date",
  datetime: "datetime",
  category: "string",
  text: "string",
  identifier: "string",
} as const satisfies Record<ColumnType, StoredKind>

const nouns = {
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  date: "a date",
  datetime: "a date and time",
  category: "a text",
  text: "a text",
  identifier: "a text that names something",
} as const satisfies Record<ColumnType, string>
