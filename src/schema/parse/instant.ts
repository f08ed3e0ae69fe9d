/** Reads one text; NaN when the text is no date. */
export type InstantReader = (text: string) => number

/**
 * Make a reader of dates and datetimes, once per column. It gives milliseconds since 1970 UTC, with microseconds kept as a
 * fraction: whole microseconds divided by 1000, finer digits cut. A text without a zone is UTC.
 *
 * @param format percent codes of strptime, several forms with `|` between them; ISO 8601 when absent. Numbers may lack their
 *   leading zeros
 * @returns a reader that gives NaN for a text of another form and for a day that does not exist
 */
export function instantReader(format?: string): InstantReader {
  if (format === undefined) return readIso
  const forms = instantFormats(format).map(compile)
  return (text) => {
    const trimmed = text.trim()
    for (const { pattern, fields } of forms) {
      const match = pattern.exec(trimmed)
      const instant = match === null ? Number.NaN : instantOf(partsOf(match, fields))
      if (!Number.isNaN(instant)) return instant
    }
    return Number.NaN
  }
}

/** The forms of a column that mixes several: `%m/%d/%Y|%d %b %Y`. The first that fits counts. */
export function instantFormats(format: string): readonly string[] {
  return format.split("|")
}

/** The first percent code of `format` that is not known here, such as `%Q`; undefined when all are. */
export function unknownCode(format: string): string | undefined {
  return expand(format)
    .match(/%-?./g)
    ?.find((code) => code !== "%%" && codes[letterOf(code)] === undefined)
}

/**
 * ISO 8601 without a zone: `2017-03-25` for a date, `2017-03-25T08:55:43` for a datetime, with `.123` or `.123456` behind when
 * there is a fraction.
 */
export function formatInstant(milliseconds: number, type: "date" | "datetime"): string {
  const floor = Math.floor(milliseconds)
  const microseconds = Math.round((milliseconds - floor) * 1000)
  const instant = new Date(floor + Math.floor(microseconds / 1000))
  const whole = instant.toISOString()
  if (type === "date") return whole.slice(0, whole.indexOf("T"))
  const fraction = instant.getUTCMilliseconds() * 1000 + (microseconds % 1000)
  const seconds = whole.slice(0, whole.indexOf("."))
  if (fraction === 0) return seconds
  const digits = String(fraction).padStart(6, "0")
  return `${seconds}.${digits.endsWith("000") ? digits.slice(0, 3) : digits}`
}

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  microsecond: number
  /** undefined on a 24-hour clock */
  afternoon: boolean | undefined
  zoneMinutes: number
}

/** Digits and letters of one code, and what they set. */
interface Code {
  readonly pattern: string
  readonly set: (parts: Parts, text: string) => void
}

function readIso(text: string): number {
  const match = isoPattern.exec(text)
  if (match === null) return Number.NaN
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = match
  return instantOf({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: microsecondsOf(fraction),
    afternoon: undefined,
    zoneMinutes: zoneMinutesOf(zone),
  })
}

function compile(format: string): { readonly pattern: RegExp; readonly fields: readonly Code[] } {
  const fields: Code[] = []
  const pattern = expand(format).replace(/%-?.|[^%]/g, (part) => {
    if (part === "%%") return "%"
    if (!part.startsWith("%")) return /\s/.test(part) ? "\\s+" : part.replace(/[.*+?^${}()|[\]\\/]/, "\\$&")
    const code = codes[letterOf(part)]
    if (code === undefined) return "(?!)"
    fields.push(code)
    return `(${code.pattern})`
  })
  return { pattern: new RegExp(`^${pattern}$`, "i"), fields }
}

function partsOf(match: RegExpExecArray, fields: readonly Code[]): Parts {
  const parts: Parts = { ...start }
  for (const [position, field] of fields.entries()) field.set(parts, match[position + 1]!)
  return parts
}

/** Days since 1970 by Howard Hinnant's `days_from_civil`, so that years under 100 need no exception. */
function instantOf(parts: Parts): number {
  const { year, month, day, minute, second } = parts
  const hour = hourOf(parts)
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const lastDay = month === 2 && leap ? 29 : (daysOfMonth[month - 1] ?? 0)
  if (day < 1 || day > lastDay || hour > 23 || minute > 59 || second > 59) return Number.NaN
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  const days = era * 146097 + dayOfEra - 719468
  const seconds = days * 86400 + hour * 3600 + (minute - parts.zoneMinutes) * 60 + second
  // one division of whole numbers, as a reader of integer microseconds does it; the first form is exact for ever
  return parts.microsecond % 1000 === 0
    ? seconds * 1000 + parts.microsecond / 1000
    : (seconds * 1_000_000 + parts.microsecond) / 1000
}

/** @returns 99, which no day has, for an hour that a 12-hour clock does not show */
function hourOf({ hour, afternoon }: Parts): number {
  if (afternoon === undefined) return hour
  if (hour < 1 || hour > 12) return 99
  return (hour % 12) + (afternoon ? 12 : 0)
}

function microsecondsOf(fraction: string): number {
  return Number(fraction.slice(0, 6).padEnd(6, "0"))
}

/** `Z`, `UTC`, `+02`, `+0200`, `-05:30` as minutes to take off the local time. */
function zoneMinutesOf(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (match === null) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return match[1] === "-" ? -minutes : minutes
}

/** A flag for leading zeros means nothing to a reader that takes both. */
function letterOf(code: string): string {
  return code.at(-1)!
}

function expand(format: string): string {
  return format.replace(/%[TDFR]/g, (code) => shorthand[code] ?? code)
}

function monthOf(name: string): number {
  return monthNames.indexOf(name.slice(0, 3).toLowerCase()) + 1
}

const isoPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

const longMonths =
  "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec"

const longDays = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun"

const shorthand: Readonly<Record<string, string>> = {
  "%T": "%H:%M:%S",
  "%D": "%m/%d/%y",
  "%F": "%Y-%m-%d",
  "%R": "%H:%M",
}

const start: Parts = {
  year: 1900,
  month: 1,
  day: 1,
  hour: 0,
  minute: 0,
  second: 0,
  microsecond: 0,
  afternoon: undefined,
  zoneMinutes: 0,
}

const setMonth: Code["set"] = (parts, text) => {
  parts.month = monthOf(text)
}

const setHour: Code["set"] = (parts, text) => {
  parts.hour = Number(text)
}

const setFraction: Code["set"] = (parts, text) => {
  parts.microsecond = microsecondsOf(text)
}

const skip: Code["set"] = () => {}

const codes: Readonly<Record<string, Code>> = {
  Y: {
    pattern: "\\d{4}",
    set: (parts, text) => {
      parts.year = Number(text)
    },
  },
  // POSIX: 69 to 99 are of the last century
  y: {
    pattern: "\\d{2}",
    set: (parts, text) => {
      parts.year = Number(text) + (Number(text) < 69 ? 2000 : 1900)
    },
  },
  m: {
    pattern: "\\d{1,2}",
    set: (parts, text) => {
      parts.month = Number(text)
    },
  },
  d: {
    pattern: "\\d{1,2}",
    set: (parts, text) => {
      parts.day = Number(text)
    },
  },
  b: { pattern: longMonths, set: setMonth },
  B: { pattern: longMonths, set: setMonth },
  a: { pattern: longDays, set: skip },
  A: { pattern: longDays, set: skip },
  H: { pattern: "\\d{1,2}", set: setHour },
  I: { pattern: "\\d{1,2}", set: setHour },
  M: {
    pattern: "\\d{1,2}",
    set: (parts, text) => {
      parts.minute = Number(text)
    },
  },
  S: {
    pattern: "\\d{1,2}",
    set: (parts, text) => {
      parts.second = Number(text)
    },
  },
  f: { pattern: "\\d{1,9}", set: setFraction },
  g: { pattern: "\\d{1,3}", set: setFraction },
  n: { pattern: "\\d{1,9}", set: setFraction },
  p: {
    pattern: "am|pm",
    set: (parts, text) => {
      parts.afternoon = text.toLowerCase() === "pm"
    },
  },
  z: {
    pattern: "z|[+-]\\d{2}(?::?\\d{2})?",
    set: (parts, text) => {
      parts.zoneMinutes = zoneMinutesOf(text)
    },
  },
  Z: { pattern: "utc|gmt|z", set: skip },
}
