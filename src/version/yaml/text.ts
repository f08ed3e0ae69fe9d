import { isPlainObject } from "../../base/index.ts"
import { doubleQuoted, plain, singleQuoted } from "./scalar.ts"

/**
 * A value as YAML the way DVC 3 writes it (ruamel.yaml, YAML 1.2): block style, maps indented by 2, sequences in the
 * column of their parent, strings bare where they read back as strings, folded at column 80.
 *
 * `bigint` is an integer and `number` a float, written as Python's `repr` does; a `Date` is a YAML timestamp. The text
 * ends with a line break.
 *
 * @param indent column of the first key or dash
 */
export function yamlText(value: YamlValue, indent = 0): string {
  if (!isCollection(value)) return `${scalar(value, { column: indent, indent })}\n`
  return isEmpty(value) ? `${emptyText(value)}\n` : block(value, indent)
}

/** What YAML holds, integers and floats kept apart as Python keeps them. */
export type YamlValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Date
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue | undefined }

/** Where a scalar starts: the column the line has reached, and the column its next lines begin at. */
export interface Place {
  readonly column: number
  readonly indent: number
}

type Collection = readonly YamlValue[] | { readonly [key: string]: YamlValue | undefined }

function block(value: Collection, indent: number): string {
  return isList(value) ? list(value, indent) : map(value, indent)
}

function map(value: { readonly [key: string]: YamlValue | undefined }, indent: number): string {
  let text = ""
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) continue
    const head = `${" ".repeat(indent)}${keyText(key)}:`
    text += `${head}${entry(part, head.length, indent)}`
  }
  return text
}

function entry(value: YamlValue, column: number, indent: number): string {
  if (!isCollection(value)) {
    const text = scalar(value, { column: column + 1, indent: indent + 2 })
    return text === "" ? "\n" : ` ${text}\n`
  }
  if (isEmpty(value)) return ` ${emptyText(value)}\n`
  return `\n${block(value, isList(value) ? indent : indent + 2)}`
}

function list(value: readonly YamlValue[], indent: number): string {
  const dash = `${" ".repeat(indent)}-`
  return value.map((part) => `${dash}${item(part, indent)}`).join("")
}

function item(value: YamlValue, indent: number): string {
  if (!isCollection(value)) {
    return ` ${scalar(value, { column: indent + 2, indent: indent + 2 })}\n`
  }
  if (isEmpty(value)) return ` ${emptyText(value)}\n`
  return ` ${block(value, indent + 2).slice(indent + 2)}`
}

function keyText(key: string): string {
  return stringText(key, { column: 0, indent: Number.NEGATIVE_INFINITY })
}

function scalar(value: Exclude<YamlValue, Collection>, place: Place): string {
  if (value === null) return ""
  if (typeof value === "string") return stringText(value, place)
  if (typeof value === "number") return floatText(value)
  return value instanceof Date ? timestampText(value) : String(value)
}

function stringText(text: string, place: Place): string {
  if (needsDouble.test(text) || (!isPlain(text) && text.includes("'"))) return doubleQuoted(text, place)
  return isPlain(text) ? plain(text, place) : singleQuoted(text, place)
}

/** Readable without quotes, and read back as this string by YAML 1.2. */
function isPlain(text: string): boolean {
  if (text === "" || text.startsWith(" ") || text.endsWith(" ")) return false
  if (/^(?:---|\.\.\.)/.test(text) || /^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[-?:](?:[\s]|$)/.test(text)) return false
  if (/:(?:\s|$)|\s#/.test(text)) return false
  return !otherTypes.some((type) => type.test(text))
}

/** Python's `repr` of a float; not-a-number and the infinities as YAML has them. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return ".nan"
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf"
  if (Object.is(value, -0)) return "-0.0"
  const [digits = "0", exponent = "0"] = Math.abs(value).toExponential().split("e")
  const sign = value < 0 ? "-" : ""
  const power = Number(exponent)
  if (power >= -4 && power < 16) {
    const text = String(Math.abs(value))
    return sign + (text.includes("e") || text.includes(".") ? fixed(digits, power) : `${text}.0`)
  }
  return `${sign}${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`
}

/** Digits such as `1.25` times ten to a power of -4 to 15, without an exponent. */
function fixed(digits: string, power: number): string {
  const bare = digits.replace(".", "")
  if (power < 0) return `0.${"0".repeat(-power - 1)}${bare}`
  const whole = bare.slice(0, power + 1).padEnd(power + 1, "0")
  return `${whole}.${bare.slice(power + 1) || "0"}`
}

function timestampText(value: Date): string {
  const text = value.toISOString()
  if (text.endsWith("T00:00:00.000Z")) return text.slice(0, 10)
  return text.replace("T", " ").replace(/(?:\.000)?Z$/, "")
}

function isCollection(value: YamlValue): value is Collection {
  return Array.isArray(value) || (isPlainObject(value) && !(value instanceof Date))
}

function isList(value: Collection): value is readonly YamlValue[] {
  return Array.isArray(value)
}

function isEmpty(value: Collection): boolean {
  return isList(value) ? value.length === 0 : Object.values(value).every((part) => part === undefined)
}

function emptyText(value: Collection): string {
  return isList(value) ? "[]" : "{}"
}

/** Line breaks and what a terminal would not show are only legible in double quotes. */
const needsDouble = /[^\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u

/** Text that YAML 1.2 (or the 1.1 timestamp and merge rules that DVC's reader keeps) takes for something else. */
const otherTypes = [
  /^(?:true|True|TRUE|false|False|FALSE|null|Null|NULL|~)$/,
  /^[-+]?(?:[0-9][0-9_]*)(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?$/,
  /^[-+]?\.[0-9_]+(?:[eE][-+]?[0-9]+)?$/,
  /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^[-+]?(?:0b[0-1_]+|0o?[0-7_]+|[0-9_]+|0x[0-9a-fA-F_]+)$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}.*)?$/,
  /^(?:<<|=)$/,
] as const
