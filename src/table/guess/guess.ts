import { missingWords, type SourceType } from "../../schema/index.ts"
import { type DateOrder, dateOrderOf, guessDate } from "./guess-date.ts"
import { guessDuration } from "./guess-duration.ts"
import { type DecimalMark, decimalMarkOf, guessNumber } from "./guess-number.ts"
import { missingMarks, wordMarks } from "./missing-marks.ts"

/** What the texts of a column look like. */
export interface Guess {
  readonly type: Exclude<SourceType, "integer">
  /** How the values are written, as in schema.yaml; absent when a plain reader knows. */
  readonly format?: string
  /** Other ways to read them, tried when a later row does not fit: `03/04/2017` can be March or April. */
  readonly otherFormats?: readonly string[]
  /** Of numbers: what is written beside them. */
  readonly unit?: string
  /** Cells that mean "no value" here, besides those that always do. */
  readonly missing?: readonly string[]
  /** Digits that name something: they begin with zeros, or are too long for a number. */
  readonly digits?: boolean
}

/** What the other columns of a table say of one that leaves it open. */
export interface TableHabits {
  readonly decimal?: DecimalMark | undefined
  readonly order?: DateOrder | undefined
}

/** The habits that some columns of a table prove. */
export function habitsOf(columns: readonly (readonly (string | undefined)[])[]): TableHabits {
  const texts = columns.map((cells) => presentTexts(cells).filter((text) => !missingMarks.has(text)))
  return { decimal: decimalMarkOf(texts), order: dateOrderOf(texts) }
}

/**
 * What a column of texts holds, from some of its cells. At least 99 % of the cells must agree; the rest are for the caller to
 * report. Numbers with leading zeros, and whole numbers too long for a double, are words: they name something.
 *
 * @param cells as the file writes them, in any number, missing ones included
 */
export function guessType(cells: readonly (string | undefined)[], habits: TableHabits = {}): Guess {
  const all = presentTexts(cells)
  const texts = all.filter((text) => !missingMarks.has(text))
  if (texts.length === 0) return { type: "string" }
  const own = [...new Set(all.filter((text) => missingMarks.has(text)))].sort()
  const missing = own.length === 0 ? {} : { missing: own }
  const enough = (fits: (text: string) => boolean): boolean => agree(texts, fits)
  const plain = guessPlain(texts, habits, enough)
  const found = plain === undefined ? guessDecorated(texts, habits, enough) : padded(plain, cells, habits)
  if (found !== undefined) return found.type === "string" ? found : { ...found, ...missing }
  return { type: "string", ...wordMarks(all) }
}

/** For a column that the file itself calls text: only dates are guessed, since it could have written numbers as numbers. */
export function guessStored(cells: readonly (string | undefined)[]): Guess {
  const texts = presentTexts(cells)
  return guessDate(texts, undefined, (fits) => texts.length > 0 && agree(texts, fits)) ?? { type: "string" }
}

/** Whether a cell is a number or a date rather than a word, for telling a header from a row. */
export function isTyped(cell: string): boolean {
  if (missing.has(cell)) return false
  const { type } = guessType([cell])
  return type !== "string" || isNameOfDigits(cell)
}

type Enough = (fits: (text: string) => boolean) => boolean

function guessPlain(texts: readonly string[], { decimal }: TableHabits, enough: Enough): Guess | undefined {
  if (enough((text) => numberPattern.test(text) || infinityPattern.test(text))) {
    if (texts.some(isNameOfDigits)) return { type: "string", digits: true }
    if (areCompactDates(texts)) return { type: "date", format: "%Y%m%d" }
    // Points with three digits behind each are thousands where all other columns have decimal commas.
    const isThousands = decimal === "," && texts.some((text) => text.includes(".")) && texts.every(isThousandsText)
    return isThousands ? { type: "number", format: "1.234,5", otherFormats: ["1,234.5"] } : { type: "number" }
  }
  return enough((text) => booleanPattern.test(text)) ? { type: "boolean" } : undefined
}

function guessDecorated(texts: readonly string[], habits: TableHabits, enough: Enough): Guess | undefined {
  const date = guessDate(texts, habits.order, enough)
  if (date !== undefined) return date
  const duration = guessDuration(texts, enough)
  if (duration !== undefined) return { type: "number", unit: "s", ...duration }
  const number = guessNumber(texts, habits.decimal, enough)
  return number === undefined ? undefined : { type: "number", ...number }
}

/** A plain reader knows no other space than the common one beside a number, such as the ones that web pages are set with. */
function padded(guess: Guess, cells: readonly (string | undefined)[], { decimal }: TableHabits): Guess {
  if (guess.type !== "number" || guess.format !== undefined || !cells.some(isPadded)) return guess
  const texts = presentTexts(cells).filter((text) => !missingMarks.has(text))
  return { ...guess, ...guessNumber(texts, decimal, (fits) => agree(texts, fits)) }
}

function isPadded(cell: string | undefined): boolean {
  return cell !== undefined && cell !== "" && (cell.charCodeAt(0) > 127 || cell.charCodeAt(cell.length - 1) > 127)
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

/** Whole numbers that are all days of some decades, and not all the same. */
function areCompactDates(texts: readonly string[]): boolean {
  if (!texts.every((text) => /^(?:19|20)\d{6}$/.test(text)) || new Set(texts).size < 3) return false
  return guessDate(texts, undefined, (fits) => texts.every(fits))?.format === "%Y%m%d"
}

function isThousandsText(text: string): boolean {
  return /^[+-]?(?:[1-9]\d{0,2}(?:\.\d{3})*|0)$/.test(text)
}

/** At most one cell of a hundred may be something else. */
export const toleratedShare = 0.01

const missing = new Set(missingWords)

const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

const infinityPattern = /^[+-]?inf(?:inity)?$/i

const booleanPattern = /^(?:true|false)$/i
