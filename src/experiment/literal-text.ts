import { isPlainObject } from "../base/index.ts"
import { floatText, type YamlValue } from "../version/index.ts"

/** How values are written in a language of files of parameters. */
interface Literals {
  readonly none: string | undefined
  readonly yes: string
  readonly no: string
  readonly endless: (value: number) => string
  readonly date: (value: Date) => string
  readonly pair: (key: string, value: string) => string
}

/** A value as a literal of Python. */
export function pythonLiteral(value: YamlValue): string | undefined {
  return literal(value, {
    none: "None",
    yes: "True",
    no: "False",
    endless: (number) => `float("${Number.isNaN(number) ? "nan" : number < 0 ? "-inf" : "inf"}")`,
    date: (date) => JSON.stringify(date.toISOString()),
    pair: (key, text) => `${JSON.stringify(key)}: ${text}`,
  })
}

/** A value as TOML writes it on one line; undefined where it holds null, which TOML does not have. */
export function tomlLiteral(value: YamlValue): string | undefined {
  return literal(value, {
    none: undefined,
    yes: "true",
    no: "false",
    endless: (number) => (Number.isNaN(number) ? "nan" : number < 0 ? "-inf" : "inf"),
    date: (date) => date.toISOString(),
    pair: (key, text) => `${tomlKey(key)} = ${text}`,
  })
}

export function tomlKey(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key)
}

function literal(value: YamlValue, literals: Literals): string | undefined {
  if (value === null) return literals.none
  if (typeof value === "boolean") return value ? literals.yes : literals.no
  if (typeof value === "bigint") return String(value)
  if (typeof value === "number") return Number.isFinite(value) ? floatText(value) : literals.endless(value)
  if (typeof value === "string") return JSON.stringify(value).replaceAll("\u007f", "\\u007f")
  if (value instanceof Date) return literals.date(value)
  if (Array.isArray(value)) {
    const items = (value as readonly YamlValue[]).map((item) => literal(item, literals))
    return items.includes(undefined) ? undefined : `[${items.join(", ")}]`
  }
  if (!isPlainObject(value)) return undefined
  const pairs = Object.entries(value).map(([key, part]) => {
    const text = literal(part as YamlValue, literals)
    return text === undefined ? undefined : literals.pair(key, text)
  })
  return pairs.includes(undefined) ? undefined : `{${pairs.join(", ")}}`
}
