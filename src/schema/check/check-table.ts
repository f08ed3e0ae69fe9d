import { formatNumber, formatPercent } from "../../base/index.ts"
import type { Schema } from "../column.ts"
import type { ValidateSettings } from "../config.ts"
import type { Rows } from "../rows.ts"
import type { Check } from "./check.ts"
import { type Found, instantText } from "./found.ts"
import { findRepeats } from "./repeats.ts"

export interface TableFacts {
  /** Milliseconds since 1970 UTC; freshness is not judged without it. */
  readonly now?: number
  /** Rows of the table in the last run; their change is not judged without it. */
  readonly lastRows?: number
  /** Columns of the file that the schema does not name. */
  readonly extra?: readonly string[]
  /** Rows equal to an earlier row in all columns, when someone has counted them who need not hold the rows in memory. */
  readonly repeats?: Found
  /** Rows that could not be read and are not among the rows, and the first of them in words. */
  readonly unread?: { readonly count: number; readonly first: readonly string[] }
}

/** Rules of the table as a whole: how many rows, how fresh, how many of them again. */
export function checkTable(
  schema: Schema,
  rows: Rows,
  { settings, now, lastRows, repeats, unread, extra = [] }: TableFacts & { readonly settings: ValidateSettings },
): readonly Check[] {
  return [
    ...unreadChecks(unread),
    ...countChecks(rows.count, settings),
    ...changeChecks(rows.count, lastRows, settings),
    ...(now === undefined ? [] : freshnessChecks(schema, rows, { settings, now })),
    ...duplicateChecks(schema, rows, { settings, repeats }),
    ...extraChecks(extra, settings),
  ]
}

/** A person asked to leave them out, so they are no failure; nor are they passed over. */
function unreadChecks(unread: TableFacts["unread"]): readonly Check[] {
  if (unread === undefined || unread.count === 0) return []
  const some = unread.first.slice(0, mostNamed).join("; ")
  const detail = `${formatNumber(unread.count)} rows that cannot be read are left out, as data.badRows says: ${some}`
  return [{ column: null, check: "readable", ok: false, severity: "warn", detail }]
}

function countChecks(count: number, { rows: severity, minRows, maxRows }: ValidateSettings): readonly Check[] {
  if (severity === "off") return []
  const ok = count >= minRows && count <= (maxRows ?? Number.POSITIVE_INFINITY)
  const most = maxRows === undefined ? "" : ` and at most ${formatNumber(maxRows)}`
  const detail = `${formatNumber(count)} rows, at least ${formatNumber(minRows)}${most} wanted`
  return [{ column: null, check: "rows", ok, severity, detail }]
}

function changeChecks(
  count: number,
  lastRows: number | undefined,
  { rows: severity, maxRowsChange }: ValidateSettings,
): readonly Check[] {
  if (severity === "off" || maxRowsChange === undefined || lastRows === undefined) return []
  const change = (count - lastRows) / lastRows
  const ok = Math.abs(change) <= maxRowsChange
  const direction = change < 0 ? "fewer" : "more"
  const detail = `${formatNumber(count)} rows, ${formatPercent(Math.abs(change))} ${direction} than the ${formatNumber(lastRows)} of the last run, at most ${formatPercent(maxRowsChange)} wanted`
  return [{ column: null, check: "rows-change", ok, severity, detail }]
}

function freshnessChecks(
  schema: Schema,
  rows: Rows,
  { settings, now }: { readonly settings: ValidateSettings; readonly now: number },
): readonly Check[] {
  const { freshness: severity, maxAgeHours } = settings
  if (severity === "off" || maxAgeHours === undefined) return []
  const time = schema.columns.find(({ role }) => role === "time")
  const values = time === undefined ? undefined : rows.columns.get(time.name)
  const check = (ok: boolean, detail: string): Check[] => [
    { column: time?.name ?? null, check: "freshness", ok, severity, detail },
  ]
  if (time === undefined) return check(false, "no column of schema.yaml has the role time, so no age can be told")
  if (values?.kind !== "number") return check(false, "there are no times")
  let newest = Number.NEGATIVE_INFINITY
  for (const value of values.values) if (value > newest) newest = value
  if (newest === Number.NEGATIVE_INFINITY) return check(false, "every time is missing")
  const hours = (now - newest) / hourMilliseconds
  const shown = instantText(newest)
  // a file may be written in the time of a zone that is ahead
  if (hours < -aheadHours) return check(false, `the newest time is ${shown}, which is yet to come`)
  const age = hours >= 48 ? `${formatNumber(Math.floor(hours / 24))} days` : `${formatNumber(Math.floor(hours))} hours`
  const detail = `the newest time is ${shown}, ${hours < 0 ? "just now" : `${age} ago`}, at most ${formatNumber(maxAgeHours)} hours wanted`
  return check(hours <= maxAgeHours, detail)
}

function duplicateChecks(
  schema: Schema,
  rows: Rows,
  { settings, repeats }: { readonly settings: ValidateSettings; readonly repeats: Found | undefined },
): readonly Check[] {
  const { duplicates: severity, maxDuplicateShare } = settings
  const columns = schema.columns.flatMap(({ name }) => rows.columns.get(name) ?? [])
  if (severity === "off" || rows.count === 0 || (repeats === undefined && columns.length === 0)) return []
  const { count, row } = repeats ?? findRepeats(columns, rows.count)
  const share = count / rows.count
  const found =
    count === 0
      ? "no row repeats an earlier one"
      : `${formatNumber(count)} of ${formatNumber(rows.count)} rows repeat an earlier one in all columns (${formatPercent(share)}), first in row ${formatNumber(row + 1)}`
  const ok = share <= maxDuplicateShare
  const detail = ok ? found : `${found}, at most ${formatPercent(maxDuplicateShare)} wanted`
  return [{ column: null, check: "duplicates", ok, severity, detail }]
}

function extraChecks(extra: readonly string[], { unknownColumns: severity }: ValidateSettings): readonly Check[] {
  if (severity === "off") return []
  const named = extra.slice(0, mostNamed).map((name) => JSON.stringify(name))
  const more = extra.length > named.length ? ` and ${formatNumber(extra.length - named.length)} more` : ""
  const detail =
    extra.length === 0 ? "schema.yaml names every column" : `schema.yaml does not name ${named.join(", ")}${more}`
  return [{ column: null, check: "columns", ok: extra.length === 0, severity, detail }]
}

const hourMilliseconds = 3_600_000

const aheadHours = 24

const mostNamed = 5
