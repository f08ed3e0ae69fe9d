import { isPlainObject } from "../../base/index.ts"
import { floatText, type YamlValue } from "../../version/index.ts"
import { templateInvalid, templateUnknown } from "../errors.ts"
import { shown } from "./read-value.ts"

/** Values that `${...}` can name. */
export type Scope = Readonly<Record<string, YamlValue>>

/** Where a template stands. */
export interface TemplateUse {
  /** In words of the file, such as `stages.train.cmd`. */
  readonly place: string
  /** In a command a map becomes flags; `whole` takes lists and maps where the text is one reference; else plain values only. */
  readonly takes: "command" | "plain" | "whole"
}

/**
 * Put values in place of `${a.b[0]}` in every text of a value, keys of maps included, as DVC 3 does: a text that is one reference
 * keeps the type of the value, `\${` stays as `${`, there are no expressions.
 *
 * @throws pipeline.template-invalid, pipeline.template-unknown
 */
export function fillIn(value: YamlValue, scope: Scope, use: TemplateUse): YamlValue {
  if (typeof value === "string") return fillText(value, scope, use)
  if (Array.isArray(value)) return (value as readonly YamlValue[]).map((item) => fillIn(item, scope, use))
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      textOf(fillText(key, scope, { ...use, takes: "plain" }), use),
      fillIn(item, scope, use),
    ]),
  )
}

/** The first reference in a value, such as `${lr}`; undefined when there is none. */
export function firstReference(value: YamlValue): string | undefined {
  if (typeof value === "string") return value.match(reference)?.[0]
  const parts = Array.isArray(value)
    ? (value as readonly YamlValue[])
    : isMap(value)
      ? [...Object.keys(value), ...Object.values(value)]
      : []
  for (const part of parts) {
    const found = firstReference(part)
    if (found !== undefined) return found
  }
  return undefined
}

/** A value as Python's `str` writes it, but `true` and `false`; names of stages are made of it too. */
export function textOf(value: YamlValue, { place, takes }: TemplateUse): string {
  if (typeof value === "string") return value
  if (typeof value === "boolean" || typeof value === "bigint") return String(value)
  if (typeof value === "number") return Number.isFinite(value) ? floatText(value) : pythonNonFinite(value)
  if (value === null) return "None"
  if (takes === "command" && isMap(value)) return flagsOf(value, place)
  throw templateInvalid(place, `wanted a plain value in it and got ${shown(plainly(value))}`)
}

function fillText(text: string, scope: Scope, use: TemplateUse): YamlValue {
  const whole = exactly.exec(text)?.[1]
  if (whole !== undefined) {
    const value = lookUp(whole, scope, use)
    if (use.takes !== "whole" && isCollection(value)) textOf(value, use)
    return value
  }
  const filled = text.replace(references, (_, inner: string) => textOf(lookUp(inner, scope, use), use))
  return filled.replaceAll("\\${", "${")
}

/** `a.b[0]`: words between dots and brackets. */
function lookUp(inner: string, scope: Scope, { place }: TemplateUse): YamlValue {
  if (!path.test(inner))
    throw templateInvalid(place, `"\${${inner}}" is not a name such as \${train.lr} or \${list[0]}`)
  let value: YamlValue | undefined = scope
  for (const word of inner.replaceAll("[", ".").replaceAll("]", "").split(".")) {
    const key = word.trim()
    if (Array.isArray(value)) value = (value as readonly YamlValue[]).at(/^-?\d+$/.test(key) ? Number(key) : Number.NaN)
    else value = isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined
    if (value === undefined) throw templateUnknown(place, inner, Object.keys(scope))
  }
  return value as YamlValue
}

/** `{lr: 0.1, layers: [1, 2], fast: true}` as `--lr 0.1 --layers 1 2 --fast`; inner maps with dots, false left out. */
function flagsOf(map: Readonly<Record<string, YamlValue>>, place: string): string {
  const use: TemplateUse = { place, takes: "plain" }
  const word = (value: YamlValue): string => (typeof value === "string" ? shellQuoted(value) : textOf(value, use))
  const flag = (key: string, value: YamlValue): readonly string[] => {
    if (isMap(value)) return Object.entries(value).flatMap(([inner, item]) => flag(`${key}.${inner}`, item))
    if (value === true) return [`--${key}`]
    if (value === false) return []
    const words = Array.isArray(value) ? (value as readonly YamlValue[]).map(word) : [word(value)]
    return words.length === 0 ? [] : [`--${key} ${words.join(" ")}`]
  }
  return Object.entries(map)
    .flatMap(([key, value]) => flag(key, value))
    .join(" ")
}

/** As Python's `shlex.quote`. */
function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`
}

function pythonNonFinite(value: number): string {
  if (Number.isNaN(value)) return "nan"
  return value > 0 ? "inf" : "-inf"
}

function isCollection(value: YamlValue): boolean {
  return Array.isArray(value) || isMap(value)
}

export function isMap(value: YamlValue | undefined): value is Readonly<Record<string, YamlValue>> {
  return isPlainObject(value) && !(value instanceof Date)
}

/** Numbers as JavaScript has them, to be shown. */
function plainly(value: YamlValue): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? Number(part) : part)),
  ) as unknown
}

const reference = /(?<!\\)\$\{.*?\}/
const references = /(?<!\\)\$\{(.*?)\}/g
const exactly = /^\$\{([^}]*)\}$/
const path = /^[^.[\]]+(?:\.[^.[\]]+|\[[^.[\]]+\])*$/
