import { instantReader } from "../../schema/index.ts"

export interface DateGuess {
  readonly type: "date" | "datetime"
  /** How dates are written, several forms with `|` between them; absent for ISO 8601. */
  readonly format?: string
  /** Ways to read them with days and months the other way round. */
  readonly otherFormats?: readonly string[]
}

/** Which comes first when both are numbers. */
export type DateOrder = "day" | "month"

/**
 * How texts write dates. Each look of a text has its forms; of two that differ in the order of day and month the one that reads more
 * texts is taken, then the order of the table's other columns, then the custom of the mark between them.
 *
 * @param enough whether so many of the texts are read
 */
export function guessDate(
  texts: readonly string[],
  order: DateOrder | undefined,
  enough: (fits: (text: string) => boolean) => boolean,
): DateGuess | undefined {
  const looks = looksOf(texts)
  if (looks === undefined) return undefined
  const iso = looks.length === 0
  const ordered = orders(looks, order)
  const candidates = iso ? [undefined] : [...new Set(ordered.map((first) => formatOf(looks, first)))]
  const scored = candidates
    .map((format) => ({ format, misfits: misfitsOf(texts, format) }))
    .sort((one, other) => one.misfits - other.misfits)
  const [best] = scored
  if (best === undefined || !enough(fitting(best.format))) return undefined
  const others = scored.filter(({ format, misfits }) => format !== best.format && misfits === best.misfits)
  const read = instantReader(best.format)
  const isoRead = instantReader()
  const days = texts.every((text) => isWholeDay(Number.isNaN(read(text)) ? isoRead(text) : read(text), text))
  return {
    type: days ? "date" : "datetime",
    ...(best.format !== undefined && { format: best.format }),
    ...(others.length > 0 && { otherFormats: others.map(({ format }) => format!) }),
  }
}

/** The order of day and month that the columns of a table prove. */
export function dateOrderOf(columns: readonly (readonly string[])[]): DateOrder | undefined {
  const proven = new Set<DateOrder>()
  for (const texts of columns) {
    for (const text of texts.slice(0, 500)) {
      const [, first, second] = /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}(?=$|[T\s])/.exec(text) ?? []
      if (first === undefined || second === undefined) continue
      if (Number(first) > 12 && Number(second) <= 12) proven.add("day")
      if (Number(second) > 12 && Number(first) <= 12) proven.add("month")
    }
  }
  return proven.size === 1 ? [...proven][0] : undefined
}

/** A look of texts: the forms with the day first and with the month first, which are the same when only one makes sense. */
interface Look {
  readonly day: string
  readonly month: string
  readonly custom: DateOrder
  readonly count: number
}

/** @returns undefined when too many texts look like no date; nothing for ISO 8601, which is always read */
function looksOf(texts: readonly string[]): readonly Look[] | undefined {
  const iso = instantReader()
  const looks = new Map<string, Look>()
  let strange = 0
  for (const text of texts) {
    if (!Number.isNaN(iso(text))) continue
    const look = lookOf(text)
    if (look === undefined) {
      if (++strange > 0.01 * texts.length) return undefined
      continue
    }
    const key = `${look.day}|${look.month}`
    looks.set(key, { ...look, count: (looks.get(key)?.count ?? 0) + 1 })
    if (looks.size > mostLooks) return undefined
  }
  return [...looks.values()].sort((one, other) => other.count - one.count)
}

function lookOf(text: string): Omit<Look, "count"> | undefined {
  const weekday = /^(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(day)?,? /i.exec(text)
  const name =
    weekday === null ? "" : `${weekday[2] === undefined ? "%a" : "%A"}${weekday[0].includes(",") ? "," : ""} `
  const match = datePattern.exec(weekday === null ? text : text.slice(weekday[0].length))
  if (match === null) return undefined
  const [, day = "", rest = ""] = match
  const time = timeFormat(rest)
  const form = dayForms.find(({ pattern }) => pattern.test(day))
  if (time === undefined || form === undefined) return undefined
  const months = /[a-z]{4,}/i.test(day) ? "%B" : "%b"
  const write = (format: string): string => name + format.replace("%b", months) + time
  return { day: write(form.day), month: write(form.month ?? form.day), custom: form.custom ?? "day" }
}

/** Orders to try, the likeliest first. */
function orders(looks: readonly Look[], order: DateOrder | undefined): readonly DateOrder[] {
  const first = order ?? looks.find(({ day, month }) => day !== month)?.custom ?? "day"
  return first === "day" ? ["day", "month"] : ["month", "day"]
}

function formatOf(looks: readonly Look[], order: DateOrder): string {
  return [...new Set(looks.map((look) => look[order]))].join("|")
}

function misfitsOf(texts: readonly string[], format: string | undefined): number {
  const fits = fitting(format)
  return texts.filter((text) => !fits(text)).length
}

/** ISO 8601 is read whatever the format. */
function fitting(format: string | undefined): (text: string) => boolean {
  const read = instantReader(format)
  const iso = instantReader()
  return (text) => !Number.isNaN(read(text)) || !Number.isNaN(iso(text))
}

/** A file that writes the time of day means it, also when all are midnight. */
function isWholeDay(instant: number, text: string): boolean {
  return !text.includes(":") && (Number.isNaN(instant) || instant % 86_400_000 === 0)
}

function timeFormat(rest: string): string | undefined {
  if (rest === "") return ""
  const match = /^(T|,?\s+)\d{1,2}:\d{2}(:\d{2})?(\.\d{1,6})?(\s*)([AP]M)?(\s*)(Z|[+-]\d{2}:?\d{2}|UTC|GMT)?$/i.exec(
    rest,
  )
  if (match === null) return undefined
  const [, gap = " ", seconds, fraction, space = "", half, zoneGap = "", zone] = match
  const hour = half === undefined ? "%H" : "%I"
  const clock = `${hour}:%M${seconds === undefined ? "" : ":%S"}${fraction === undefined ? "" : ".%f"}`
  const named =
    zone === undefined
      ? ""
      : `${zoneGap === "" && (half !== undefined || space === "") ? "" : " "}${/^[+-]/.test(zone) ? "%z" : zone}`
  const before = gap.trim() === "" ? " " : gap.replace(/\s+/, " ")
  return `${before}${clock}${half === undefined ? "" : `${space === "" ? "" : " "}%p`}${named}`
}

/** A column of more different looks is no column of dates. */
const mostLooks = 6

const datePattern =
  /^(\d{8}|\d{4}-\d{1,2}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[- ][a-z]{3,9}[- ,]+\d{2,4}|[a-z]{3,9} \d{1,2},? \d{4})(?=$|[T\s,])(.*)$/i

interface DayForm {
  readonly pattern: RegExp
  readonly day: string
  readonly month?: string
  readonly custom?: DateOrder
}

const dayForms: readonly DayForm[] = [
  { pattern: /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/, day: "%Y%m%d" },
  { pattern: /^\d{4}-\d{1,2}$/, day: "%Y-%m" },
  { pattern: /^\d{4}-\d{1,2}-\d{1,2}$/, day: "%Y-%m-%d" },
  { pattern: /^\d{4}\/\d{1,2}\/\d{1,2}$/, day: "%Y/%m/%d" },
  { pattern: /^\d{4}\.\d{1,2}\.\d{1,2}$/, day: "%Y.%m.%d" },
  { pattern: /^\d{1,2}\/\d{1,2}\/\d{4}$/, day: "%d/%m/%Y", month: "%m/%d/%Y", custom: "month" },
  { pattern: /^\d{1,2}\/\d{1,2}\/\d{2}$/, day: "%d/%m/%y", month: "%m/%d/%y", custom: "month" },
  { pattern: /^\d{1,2}-\d{1,2}-\d{4}$/, day: "%d-%m-%Y", month: "%m-%d-%Y" },
  { pattern: /^\d{1,2}-\d{1,2}-\d{2}$/, day: "%d-%m-%y", month: "%m-%d-%y" },
  { pattern: /^\d{1,2}\.\d{1,2}\.\d{4}$/, day: "%d.%m.%Y" },
  { pattern: /^\d{1,2}\.\d{1,2}\.\d{2}$/, day: "%d.%m.%y" },
  { pattern: /^\d{1,2}-[a-z]{3,9}-\d{4}$/i, day: "%d-%b-%Y" },
  { pattern: /^\d{1,2}-[a-z]{3,9}-\d{2}$/i, day: "%d-%b-%y" },
  { pattern: /^\d{1,2} [a-z]{3,9} \d{4}$/i, day: "%d %b %Y" },
  { pattern: /^[a-z]{3,9} \d{1,2}, \d{4}$/i, day: "%b %d, %Y" },
  { pattern: /^[a-z]{3,9} \d{1,2} \d{4}$/i, day: "%b %d %Y" },
]
