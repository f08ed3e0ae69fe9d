import { instantReader, missingWords, type SourceType } from "../schema/index.ts"

/** What the texts of a column look like. */
export interface Guess {
  readonly type: Exclude<SourceType, "integer">
  /** How a date is written; absent for ISO 8601. */
  readonly format?: string
  /** Other ways to read the dates, tried when a later row does not fit: `03/04/2017` can be March or April. */
  readonly otherFormats?: readonly string[]
}

/**
 * What a column of texts holds, from some of its cells. At least 99 % of the cells must agree; the rest are for the caller to
 * report. Numbers with leading zeros, and whole numbers too long for a double, are words: they name something.
 *
 * @param cells as the file writes them, in any number, missing ones included
 */
export function guessType(cells: readonly (string | undefined)[]): Guess {
  const texts = presentTexts(cells)
  if (texts.length === 0) return { type: "string" }
  if (agree(texts, (text) => numberPattern.test(text) || infinityPattern.test(text))) {
    return texts.some(isNameOfDigits) ? { type: "string" } : { type: "number" }
  }
  if (agree(texts, (text) => booleanPattern.test(text))) return { type: "boolean" }
  return guessDate(texts)
}

/** For a column that the file itself calls text: only dates are guessed, since it could have written numbers as numbers. */
export function guessStored(cells: readonly (string | undefined)[]): Guess {
  const texts = presentTexts(cells)
  return texts.length === 0 ? { type: "string" } : guessDate(texts)
}

function presentTexts(cells: readonly (string | undefined)[]): readonly string[] {
  const texts: string[] = []
  for (const cell of cells) {
    const text = cell?.trim()
    if (text !== undefined && !missing.has(text)) texts.push(text)
  }
  return texts
}

function agree(texts: readonly string[], fits: (text: string) => boolean): boolean {
  let misfits = 0
  const allowed = Math.floor(texts.length * toleratedShare)
  for (const text of texts) if (!fits(text) && ++misfits > allowed) return false
  return true
}

function isNameOfDigits(text: string): boolean {
  return /^[+-]?0\d/.test(text) || (/^[+-]?\d{16,}$/.test(text) && !Number.isSafeInteger(Number(text)))
}

function guessDate(texts: readonly string[]): Guess {
  const fitting: { readonly format: string | undefined; readonly days: boolean }[] = []
  for (const format of candidateFormats(texts)) {
    const read = instantReader(format)
    if (!agree(texts, (text) => !Number.isNaN(read(text)))) continue
    fitting.push({ format, days: texts.every((text) => isWholeDay(read(text), text)) })
  }
  const [best, ...others] = fitting
  if (best === undefined) return { type: "string" }
  const otherFormats = others.map(({ format }) => format).filter((format) => format !== undefined)
  return {
    type: best.days ? "date" : "datetime",
    ...(best.format !== undefined && { format: best.format }),
    ...(otherFormats.length > 0 && { otherFormats }),
  }
}

/** A file that writes the time of day means it, also when all are midnight. */
function isWholeDay(instant: number, text: string): boolean {
  return !text.includes(":") && (Number.isNaN(instant) || instant % 86_400_000 === 0)
}

/** Formats by the look of the first texts: which of two numbers is the month shows only in all of them. */
function candidateFormats(texts: readonly string[]): readonly (string | undefined)[] {
  if (isoPattern.test(texts[0]!) && !Number.isNaN(instantReader()(texts[0]!))) return [undefined]
  const found = new Set<string>()
  for (const text of texts.slice(0, 5)) {
    const match = datePattern.exec(text)
    if (match === null) continue
    const [, day = "", rest = ""] = match
    const time = timeFormat(rest)
    if (time === undefined) continue
    for (const { pattern, formats } of dayForms) {
      if (pattern.test(day)) for (const format of formats) found.add(format + time)
    }
  }
  return [...found]
}

function timeFormat(rest: string): string | undefined {
  if (rest === "") return ""
  const match = /^(T|\s+)\d{1,2}:\d{2}(:\d{2})?(\.\d{1,6})?(\s*)([AP]M)?$/i.exec(rest)
  if (match === null) return undefined
  const [, gap = " ", seconds, fraction, space = "", half] = match
  const hour = half === undefined ? "%H" : "%I"
  const clock = `${hour}:%M${seconds === undefined ? "" : ":%S"}${fraction === undefined ? "" : ".%f"}`
  return `${gap.trim() === "" ? " " : gap}${clock}${half === undefined ? "" : `${space === "" ? "" : " "}%p`}`
}

/** At most one cell of a hundred may be something else. */
export const toleratedShare = 0.01

const missing = new Set(missingWords)

const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

const infinityPattern = /^[+-]?inf(?:inity)?$/i

const booleanPattern = /^(?:true|false)$/i

const isoPattern = /^\d{4}-\d{2}-\d{2}/

const datePattern = /^(.*?\d{4}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})(?=$|[T\s])(.*)$/

const dayForms = [
  { pattern: /^\d{4}-\d{1,2}-\d{1,2}$/, formats: ["%Y-%m-%d"] },
  { pattern: /^\d{4}\/\d{1,2}\/\d{1,2}$/, formats: ["%Y/%m/%d"] },
  { pattern: /^\d{4}\.\d{1,2}\.\d{1,2}$/, formats: ["%Y.%m.%d"] },
  { pattern: /^\d{1,2}\/\d{1,2}\/\d{4}$/, formats: ["%m/%d/%Y", "%d/%m/%Y"] },
  { pattern: /^\d{1,2}\/\d{1,2}\/\d{2}$/, formats: ["%m/%d/%y", "%d/%m/%y"] },
  { pattern: /^\d{1,2}-\d{1,2}-\d{4}$/, formats: ["%d-%m-%Y", "%m-%d-%Y"] },
  { pattern: /^\d{1,2}\.\d{1,2}\.\d{4}$/, formats: ["%d.%m.%Y"] },
  { pattern: /^\d{1,2}\.\d{1,2}\.\d{2}$/, formats: ["%d.%m.%y"] },
  { pattern: /^\d{1,2}-[a-z]{3,9}-\d{4}$/i, formats: ["%d-%b-%Y", "%d-%B-%Y"] },
  { pattern: /^\d{1,2} [a-z]{3,9} \d{4}$/i, formats: ["%d %b %Y", "%d %B %Y"] },
  { pattern: /^[a-z]{3,9} \d{1,2}, \d{4}$/i, formats: ["%b %d, %Y", "%B %d, %Y"] },
] as const
