import { isPlainObject, type Json, nearest } from "../../base/index.ts"
import { featureUnsupported, unknownKey, wrongType } from "../errors.ts"

/** Keys a map may have, and those of them that mlwright cannot act on yet. */
export interface KeyRules {
  readonly known: readonly string[]
  readonly unsupported?: readonly string[]
}

/**
 * @param place where the value stands, in words of the file
 * @throws pipeline.wrong-type, pipeline.unknown-key, pipeline.feature-unsupported
 */
export function checkKeys(place: string, value: unknown, rules: KeyRules): Readonly<Record<string, unknown>> {
  if (!isPlainObject(value)) throw wrongType(place, "a map", shown(value))
  for (const key of Object.keys(value)) {
    if (!rules.known.includes(key)) throw unknownKey(place, key, nearest(key, rules.known))
    if (rules.unsupported?.includes(key)) throw featureUnsupported(place, key)
  }
  return value
}

/** @throws pipeline.wrong-type */
export function stringsOf(place: string, value: unknown): readonly string[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw wrongType(place, "a list of texts", shown(value))
  return value.map((item: unknown, index) => stringOf(`${place}[${index}]`, item))
}

/** @throws pipeline.wrong-type */
export function stringOf(place: string, value: unknown): string {
  if (typeof value !== "string" || value === "") throw wrongType(place, "a text", shown(value))
  return value
}

/** @throws pipeline.wrong-type */
export function booleanOf(place: string, value: unknown, otherwise: boolean): boolean {
  if (value === undefined || value === null) return otherwise
  if (typeof value !== "boolean") throw wrongType(place, "true or false", shown(value))
  return value
}

/** @throws pipeline.wrong-type */
export function jsonOf(place: string, value: unknown): Json {
  try {
    return JSON.parse(JSON.stringify(value ?? null, plainNumber)) as Json
  } catch {
    throw wrongType(place, "plain data", "a value that refers to itself")
  }
}

export function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing"
  const text = JSON.stringify(value, plainNumber)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** Integers are read as `bigint`; JSON has one kind of number. */
function plainNumber(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value
}
