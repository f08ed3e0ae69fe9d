import { type ColumnType, missingWords } from "../schema/index.ts"
import type { StoredKind } from "./source.ts"
import { sqlText } from "./sql.ts"

/** What the values of a column are to become. */
export interface Wanted {
  readonly type: ColumnType
  /** Percent codes of strptime; ISO 8601 when absent, and tried after them. */
  readonly format?: string
  /** Words of the category are whole numbers: `2.0` is then the word `2`. */
  readonly numericWords?: boolean
}

/** Three expressions over one column; integer is BIGINT, number DOUBLE, boolean, DATE, TIMESTAMP in UTC, else VARCHAR. */
export interface Cast {
  /** NULL when missing, and when the value is not what is wanted. */
  readonly value: string
  /** True when there is a value and it is not what is wanted; never NULL. */
  readonly bad: string
  /** What a value must be, in words. */
  readonly wanted: string
}

/**
 * How a column of the files becomes what is wanted, by the same rules as a request over HTTP: spaces around numbers and dates
 * do not count, words that mean "no value" are missing, infinities are not numbers.
 */
export function castColumn(key: string, kind: StoredKind, wanted: Wanted): Cast {
  const words = wanted.type === "category" || wanted.type === "text"
  const present = presence(key, kind, words)
  const value = words ? wordOf(key, kind, wanted) : valueAs(key, kind, wanted)
  return {
    value: present === `${key} IS NOT NULL` ? value : `CASE WHEN ${present} THEN ${value} END`,
    bad: words ? "false" : `coalesce(${present} AND (${value}) IS NULL, false)`,
    wanted: nouns[wanted.type] + (wanted.format === undefined ? "" : ` in the form ${wanted.format}`),
  }
}

function presence(key: string, kind: StoredKind, words: boolean): string {
  if (kind === "text") return `${words ? key : `trim(${key})`} NOT IN (${missingWords.map(sqlText).join(", ")})`
  return kind === "number" ? `NOT isnan(${key})` : `${key} IS NOT NULL`
}

function valueAs(key: string, kind: StoredKind, wanted: Wanted): string {
  switch (wanted.type) {
    case "integer":
      return kind === "integer" ? whole(`CAST(${key} AS DOUBLE)`) : whole(numberOf(key, kind))
    case "number":
      return finite(numberOf(key, kind))
    case "boolean":
      return booleanOf(key, kind)
    case "date":
      return dayOf(instantOf(key, kind, wanted.format))
    case "datetime":
      return instantOf(key, kind, wanted.format)
    case "category":
    case "text":
      return wordOf(key, kind, wanted)
  }
}

function numberOf(key: string, kind: StoredKind): string {
  switch (kind) {
    case "text":
    case "string":
      // The engine also takes 1_000 for a number.
      return `CASE WHEN NOT contains(${key}, '_') THEN TRY_CAST(trim(${key}) AS DOUBLE) END`
    case "integer":
    case "number":
    case "boolean":
      return `CAST(${key} AS DOUBLE)`
    case "date":
    case "datetime":
      return "CAST(NULL AS DOUBLE)"
  }
}

function finite(number: string): string {
  return `CASE WHEN isfinite(${number}) THEN ${number} END`
}

function whole(number: string): string {
  return `CASE WHEN ${number} = trunc(${number}) AND abs(${number}) <= ${Number.MAX_SAFE_INTEGER} THEN CAST(${number} AS BIGINT) END`
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
        ELSE TRY_CAST(${text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END`
      const instant = format === undefined ? iso : `coalesce(try_strptime(${text}, ${sqlText(format)}), ${iso})`
      return `CASE WHEN ${text}[1] IN ('i', 'I', 'e', 'E', '-') THEN NULL ELSE ${instant} END`
    }
    case "boolean":
    case "integer":
    case "number":
      return "CAST(NULL AS TIMESTAMP)"
  }
}

function dayOf(instant: string): string {
  return `CASE WHEN (${instant}) = date_trunc('day', (${instant})) THEN CAST((${instant}) AS DATE) END`
}

function wordOf(key: string, kind: StoredKind, { numericWords = false }: Wanted): string {
  switch (kind) {
    case "text":
    case "string":
      return numericWords ? `coalesce(${plain(`TRY_CAST(${key} AS DOUBLE)`)}, ${key})` : key
    case "number":
      return plain(key)
    case "integer":
    case "boolean":
    case "date":
      return `CAST(${key} AS VARCHAR)`
    case "datetime":
      return `strftime(${key}, '%Y-%m-%dT%H:%M:%S')`
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
