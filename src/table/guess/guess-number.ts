import { numberForm, numberReader } from "../../schema/index.ts"

/** Numbers with marks between thousands, a decimal comma, or a currency, percent sign or unit beside them. */
export interface NumberGuess {
  /** How the file writes 1234.5. */
  readonly format: string
  readonly unit?: string
  /** The other way to read them, when `1,234` can be one thousand or one and a bit. */
  readonly otherFormats?: readonly string[]
}

export type DecimalMark = "." | ","

/**
 * How texts write numbers, by evidence: a mark that comes twice in a number stands between thousands, and so does the first of two
 * different ones; one that has other than three digits behind it is the decimal mark.
 *
 * @param texts present ones, without spaces at their ends
 * @param decimal the decimal mark of the table's other columns, for a column that leaves it open
 * @param enough whether so many of the texts are read
 */
export function guessNumber(
  texts: readonly string[],
  decimal: DecimalMark | undefined,
  enough: (fits: (text: string) => boolean) => boolean,
): NumberGuess | undefined {
  const found = texts.map(partsOf)
  if (!enough((text) => partsOf(text) !== undefined)) return undefined
  const parts = found.filter((part) => part !== undefined)
  const before = onlyOne(parts.map(({ before }) => before))
  const after = onlyOne(parts.map(({ after }) => after))
  if (before === undefined || after === undefined || (before !== "" && after !== "")) return undefined
  const marks = marksOf(parts.map(({ digits }) => digits))
  const format = (group: string, point: DecimalMark): string =>
    `${before}1${group}234${point}5${after === "" ? "" : gap(texts, after) + after}`
  const formats = formatsOf(marks, decimal).map(([group, point]) => format(group, point))
  const [best, ...others] = formats.filter((candidate) => enough(readerOf(candidate)))
  if (best === undefined) return undefined
  const unit = before === "" ? after : before
  return {
    format: best,
    ...(unit !== "" && { unit: unit.trim() }),
    ...(others.length > 0 && { otherFormats: others }),
  }
}

/** Whether texts are all numbers, with different currencies or units beside them or in different ways. */
export function areAmounts(texts: readonly string[]): boolean {
  const parts = texts.map((text) => partsOf(text.trim()))
  const beside = new Set(parts.map((part) => part && `${part.before} ${part.after}`))
  return texts.length >= fewestAmounts && !beside.has(undefined) && beside.size > 1
}

const fewestAmounts = 5

/** The decimal mark that most columns of a table are sure of. */
export function decimalMarkOf(columns: readonly (readonly string[])[]): DecimalMark | undefined {
  let points = 0
  let commas = 0
  for (const texts of columns) {
    const digits = texts.slice(0, 200).flatMap((text) => partsOf(text)?.digits ?? [])
    if (digits.length < 0.9 * Math.min(texts.length, 200) || digits.length === 0) continue
    const { decimal } = marksOf(digits)
    if (decimal === ".") points++
    if (decimal === ",") commas++
  }
  return points === commas ? undefined : points > commas ? "." : ","
}

interface Parts {
  readonly before: string
  readonly digits: string
  readonly after: string
}

function partsOf(text: string): Parts | undefined {
  const match = decorated.exec(text)
  return match === null ? undefined : { before: match[1] ?? "", digits: match[2]!, after: match[3] ?? "" }
}

/** The one mark among texts that have a mark; undefined when there are several. */
function onlyOne(marks: readonly string[]): string | undefined {
  const different = new Set(marks.filter((mark) => mark !== ""))
  return different.size > 1 ? undefined : ([...different][0] ?? "")
}

interface NumberMarks {
  readonly group: string | undefined
  readonly decimal: DecimalMark | undefined
  /** Marks with three digits behind them and nothing that decides what they are. */
  readonly open: string | undefined
}

function marksOf(digits: readonly string[]): NumberMarks {
  let group: string | undefined
  let decimal: DecimalMark | undefined
  let open: string | undefined
  for (const number of digits) {
    const marks = number.replace(/\d/g, "")
    const last = marks.at(-1)
    if (last === undefined) continue
    const tail = number.length - 1 - number.lastIndexOf(last)
    const lead = number.indexOf(last)
    if (/[\s'\u2019]/.test(marks[0]!)) group ??= marks[0]
    if (last !== "." && last !== ",") continue
    if (marks.length > 1 && marks[0] !== last) [group, decimal] = [group ?? marks[0], last]
    else if (marks.length > 1) group = last
    else if (tail !== 3 || lead > 3 || lead === 0 || number.startsWith("0")) decimal = last
    else open = last
  }
  return { group, decimal, open }
}

/** Pairs of marks between thousands and at the decimals, the likeliest first. */
function formatsOf(
  { group, decimal, open }: NumberMarks,
  hint: DecimalMark | undefined,
): readonly (readonly [string, DecimalMark])[] {
  if (decimal !== undefined) return [[group ?? (open !== undefined && open !== decimal ? open : ""), decimal]]
  if (group === ".") return [[".", ","]]
  if (group === ",") return [[",", "."]]
  if (open === undefined) return [[group ?? "", hint ?? "."]]
  const point = open as DecimalMark
  const other: DecimalMark = point === "," ? "." : ","
  if (group !== undefined) return [[group, point]]
  const asGroup = [point, other] as const
  const asDecimal = ["", point] as const
  return hint === point
    ? [asDecimal, asGroup]
    : hint === other
      ? [asGroup, asDecimal]
      : point === ","
        ? [asGroup, asDecimal]
        : [asDecimal, asGroup]
}

function readerOf(format: string): (text: string) => boolean {
  const form = numberForm(format)
  if (form?.kind !== "decorated") return () => false
  const read = numberReader(form)
  return (text) => !Number.isNaN(read(text))
}

/** Whether a space stands between the digits and what is behind them. */
function gap(texts: readonly string[], after: string): string {
  const [text = ""] = texts.filter((one) => one.includes(after))
  return /\s/.test(text[text.indexOf(after) - 1] ?? "") ? " " : ""
}

const currency = "\\p{Sc}|[A-Z]{0,2}\\$|USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|SEK|NOK|DKK|PLN|BRL|Rs\\.?|kr\\.?|z\u0142"

const units = "%|\u2030|kg|mg|g|lbs?|km|cm|mm|m|mi|ft|km/h|mph|kWh|kW|\u00b0C|\u00b0F|l|ml|MB|GB|kB"

const decorated = new RegExp(
  `^\\(?[-+\u2212]?(${currency})?[ \u00a0]?[-+\u2212]?((?:\\d+(?:[.,' \u00a0\u202f\u2009\u2019]\\d+)*[.,]?|[.,]\\d+))[ \u00a0\u202f]?(${currency}|${units})?\\)?$`,
  "u",
)
