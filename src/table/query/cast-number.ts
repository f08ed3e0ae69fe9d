import { type NumberForm, negativePattern, secondsOf } from "../../schema/index.ts"
import { sqlText } from "./sql.ts"

/** The number of a text as a double by a form of `schema.yaml`, computed step by step as the reader of requests does it. */
export function numberOfText(key: string, form: NumberForm): string {
  const text = trimmedText(key)
  return form.kind === "duration" ? duration(`lower(${text})`, form) : decorated(text, form)
}

/** Without the white space at both ends that JavaScript takes off. */
function trimmedText(key: string): string {
  return `trim(${key}, ${sqlText(whiteSpace)})`
}

function decorated(text: string, form: Extract<NumberForm, { kind: "decorated" }>): string {
  const digits = `regexp_extract(${text}, ${sqlText(form.pattern)}, 1)`
  const joined = form.groups === undefined ? digits : `regexp_replace(${digits}, ${sqlText(form.groups)}, '', 'g')`
  const plain = form.decimal === "," ? `replace(${joined}, ',', '.')` : joined
  const sign = `CASE WHEN regexp_matches(${text}, ${sqlText(negativePattern)}) THEN -1 ELSE 1 END`
  return `(${sign}) * TRY_CAST(${plain} AS DOUBLE)`
}

function duration(text: string, { pattern, groups }: Extract<NumberForm, { kind: "duration" }>): string {
  const names = groups.map(sqlText).join(", ")
  const found = `regexp_extract(${text}, ${sqlText(pattern)}, [${names}])`
  const parts = groups.filter((group) => group !== "sign")
  const all = parts.map((part) => `struct_extract(${found}, '${part}')`)
  const sum = parts.map((part, index) => `coalesce(TRY_CAST(${all[index]} AS DOUBLE), 0) * ${secondsOf[part]}::DOUBLE`)
  const sign = `CASE WHEN struct_extract(${found}, 'sign') = '-' THEN -1 ELSE 1 END`
  return `CASE WHEN concat(${all.join(", ")}) <> '' THEN (${sign}) * (${sum.join(" + ")}) END`
}

const whiteSpace = " \t\n\v\f\r\u00a0\u202f\ufeff"
