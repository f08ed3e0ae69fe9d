import { type DurationForm, durationForm } from "./duration.ts"

/** How a file writes numbers that a plain reader does not know. The pattern is one that JavaScript and RE2 read alike. */
export interface DecoratedForm {
  readonly kind: "decorated"
  /** Of the whole text without spaces at its ends; its first group holds digits, marks between thousands and the decimal mark. */
  readonly pattern: string
  /** A character class of what stands between thousands; undefined when nothing does. */
  readonly groups: string | undefined
  readonly decimal: "." | ","
}

export type NumberForm = DecoratedForm | DurationForm

/**
 * What `format` of a number column means: how the file writes the number 1234.5, such as `1.234,5`, `$1,234.5` or `1234,5 %`; or how
 * it writes durations, which become seconds: `h:mm:ss`, `h:mm`, `m:ss`, `PT1H2M3S` or `1 day 2 h 3 min`.
 *
 * @returns undefined when it is neither
 */
export function numberForm(format: string): NumberForm | undefined {
  return durationForm(format) ?? decoratedForm(format)
}

/** @returns a reader of texts without spaces at their ends; NaN for a text of another form */
export function numberReader({ pattern, groups, decimal }: DecoratedForm): (text: string) => number {
  const whole = new RegExp(pattern)
  const between = groups === undefined ? undefined : new RegExp(groups, "g")
  return (text) => {
    const digits = whole.exec(text)?.[1]
    if (digits === undefined) return Number.NaN
    const plain = between === undefined ? digits : digits.replace(between, "")
    const size = Number(decimal === "," ? plain.replace(",", ".") : plain)
    return isNegative(text) ? -size : size
  }
}

/** The same in SQL's terms: a minus or an opening bracket before the digits. */
export const negativePattern = "^[^0-9]*[-\u2212(]"

function isNegative(text: string): boolean {
  return negative.test(text)
}

const negative = new RegExp(negativePattern)

function decoratedForm(format: string): DecoratedForm | undefined {
  const match = /^(\D*?)\s?1(\D?)234([.,])5\s?(\D*)$/.exec(format.trim())
  if (match === null) return undefined
  const [, before = "", group = "", decimal = ".", after = ""] = match
  if (group === decimal || (group !== "" && groupClass(group) === undefined)) return undefined
  const groups = group === "" ? undefined : groupClass(group)
  const mark = decimal === "." ? "\\." : ","
  const whole = groups === undefined ? "[0-9]+" : `[0-9]{1,3}(?:${groups}[0-9]{2,3})*${groups}[0-9]{3}|[0-9]+`
  const prefix = before === "" ? "" : `(?:${escaped(before)})?${gap}`
  const suffix = after === "" ? "" : `(?:${gap}${escaped(after)})?`
  const pattern = `^\\(?[-+\u2212]?${prefix}[-+\u2212]?((?:${whole})(?:${mark}[0-9]*)?|${mark}[0-9]+)${suffix}\\)?$`
  return { kind: "decorated", pattern, groups, decimal: decimal as "." | "," }
}

function groupClass(mark: string): string | undefined {
  return groupMarks.find(({ marks }) => marks.includes(mark))?.pattern
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")
}

/** Between a number and its mark. */
const gap = "[ \u00a0\u202f]?"

const groupMarks = [
  { marks: ",", pattern: "," },
  { marks: ".", pattern: "\\." },
  { marks: " \u00a0\u202f\u2009", pattern: "[ \u00a0\u202f\u2009]" },
  { marks: "'\u2019", pattern: "['\u2019]" },
] as const
