import { type ColumnType, missingWords } from "../schema/index.ts"
import type { StoredKind } from "./source.ts"
import { sqlText, sqlTexts } from "./sql.ts"

/** What the values of a column are to become. */
export interface Wanted {
  readonly type: ColumnType
  /** Percent codes of strptime; ISO 8601 when absent, and tried after them. */
  readonly format?: string
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
  /** Whether there is a value and it is not what is wanted; never NULL. Absent when every value will do. */
  readonly bad?: (raw: string, key: string) => string
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
  switch (wanted.type) {
    case "integer":
      return { raw: numberOf(key, kind), value: whole, bad: badUnless(whole, kind), wanted: noun }
    case "number":
      return { raw: numberOf(key, kind), value: finite, bad: badUnless(finite, kind), wanted: noun }
    case "boolean":
      return { raw: booleanOf(key, kind), value: same, bad: badUnless(same, kind), wanted: noun }
    case "date":
      return { raw: instantOf(key, kind, wanted.format), value: day, bad: badUnless(day, kind), wanted: noun }
    case "datetime":
      return { raw: instantOf(key, kind, wanted.format), value: same, bad: badUnless(same, kind), wanted: noun }
    case "category":
    case "text":
      return { ...wordOf(key, kind, wanted), wanted: noun }
  }
}

/** The first step of several columns as a relation; the second steps are taken over it. */
export function firstStep(columns: readonly CastColumn[], from: string): string {
  const items = columns.map(({ key, cast }) => `${key}, ${cast.raw} AS r${key}`)
  return `(SELECT ${items.join(", ")} FROM ${from})`
}

/** The value of a column over `firstStep`. */
export function castValue({ key, cast }: CastColumn): string {
  return cast.value(`r${key}`, key)
}

/** Whether the value of a column over `firstStep` is bad; undefined when it cannot be. */
export function castBad({ key, cast }: CastColumn): string | undefined {
  return cast.bad?.(`r${key}`, key)
}

/** Both steps in one expression, for few columns. */
export function castOnce(key: string, cast: Cast): string {
  return cast.value(`(${cast.raw})`, key)
}

type Second = (raw: string, key: string) => string

const same: Second = (raw) => raw

const finite: Second = (raw) => `CASE WHEN isfinite(${raw}) THEN ${raw} END`

const whole: Second = (raw) =>
  `CASE WHEN ${raw} = trunc(${raw}) AND abs(${raw}) <= ${Number.MAX_SAFE_INTEGER} THEN CAST(${raw} AS BIGINT) END`

const day: Second = (raw) => `CASE WHEN ${raw} = date_trunc('day', ${raw}) THEN CAST(${raw} AS DATE) END`

function badUnless(value: Second, kind: StoredKind): Second {
  return (raw, key) => {
    const lacks = `(${value(raw, key)}) IS NULL`
    const isNumber = value === finite || value === whole
    // Not a number is how some files write a missing one.
    const missing = [
      ...(isNumber ? [`coalesce(isnan(${raw}), false)`] : []),
      ...(kind === "text" ? [`list_contains(${sqlTexts(missingWords)}, trim(${key}))`] : []),
    ]
    return `(${[`${key} IS NOT NULL`, lacks, ...missing.map((is) => `NOT ${is}`)].join(" AND ")})`
  }
}

function numberOf(key: string, kind: StoredKind): string {
  if (kind === "date" || kind === "datetime") return "CAST(NULL AS DOUBLE)"
  return kind === "text" || kind === "string" ? `TRY_CAST(${key} AS DOUBLE)` : `CAST(${key} AS DOUBLE)`
}

function booleanOf(key: string, kind: StoredKind): string {
  switch (kind) {
    case "boolean":
      return key
    case "text":
    case "string":
      return `CASE WHEN lower(trim(${key})) IN ('true', 't', 'yes', 'y', '1') THEN true
        WHEN lower(trim(${key})) IN ('false', 'f', 'no', 'n', '0') THEN false END`
    case "integer":
    case "number":
      return `CASE ${key} WHEN 1 THEN true WHEN 0 THEN false END`
    case "date":
    case "datetime":
      return "CAST(NULL AS BOOLEAN)"
  }
}

function instantOf(key: string, kind: StoredKind, format: string | undefined): string {
  switch (kind) {
    case "date":
    case "datetime":
      return `CASE WHEN isfinite(${key}) THEN CAST(${key} AS TIMESTAMP) END`
    case "text":
    case "string": {
      const text = `trim(${key})`
      // The plain cast is seven times as quick and ignores a zone, which this length has no room for.
      const iso = `CASE WHEN length(${text}) = 19 AND ${text}[17] = ':' THEN TRY_CAST(${text} AS TIMESTAMP)
        WHEN ${text}[1] NOT IN ('i', 'I', 'e', 'E', '-') THEN TRY_CAST(${text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END`
      return format === undefined ? iso : `coalesce(try_strptime(${text}, ${sqlText(format)}), ${iso})`
    }
    case "boolean":
    case "integer":
    case "number":
      return "CAST(NULL AS TIMESTAMP)"
  }
}

function wordOf(key: string, kind: StoredKind, { categories = [] }: Wanted): Pick<Cast, "raw" | "value"> {
  const numeric = categories.length > 0 && categories.every((word) => String(Number(word)) === word)
  switch (kind) {
    case "text":
    case "string":
      return numeric
        ? { raw: `TRY_CAST(${key} AS DOUBLE)`, value: (raw, column) => `coalesce(${plain(raw)}, ${column})` }
        : { raw: key, value: same }
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

/** A number as JavaScript writes it, at least when it is whole. */
function plain(number: string): string {
  return `CASE WHEN ${number} = trunc(${number}) AND abs(${number}) <= ${Number.MAX_SAFE_INTEGER}
    THEN CAST(CAST(${number} AS BIGINT) AS VARCHAR) ELSE CAST(${number} AS VARCHAR) END`
}

const nouns = {
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  date: "a date",
  datetime: "a date and time",
  category: "a text",
  text: "a text",
} as const satisfies Record<ColumnType, string>
