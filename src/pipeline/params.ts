import { existsSync } from "node:fs"
import { isPlainObject, type Json, readText } from "../base/index.ts"
import { compareCodePoints, type YamlValue } from "../version/index.ts"
import { parseDataFile } from "./data-file.ts"
import { paramMissing } from "./errors.ts"
import type { LockEntry } from "./lock-entry.ts"
import type { Stage, StageParams } from "./stage.ts"

/** A value that stands in for the one in the file; see `RunEffects`. */
export type ParamsOf = (file: string, key: string) => Json | undefined

/**
 * The values a stage depends on, in the lock's order: `params.yaml` first, then the other files by name, keys sorted.
 *
 * @throws pipeline.param-missing, pipeline.params-unreadable, base.file-unreadable
 */
export async function readParams(stage: Stage, paramsOf: ParamsOf = () => undefined): Promise<LockEntry["params"]> {
  const values: Record<string, Readonly<Record<string, YamlValue>>> = {}
  for (const file of stage.params.toSorted(byFile)) {
    const document = await readDocument(file, stage)
    const keys = file.keys.length === 0 ? Object.keys(document) : file.keys
    values[file.path] = Object.fromEntries(
      keys.toSorted(compareCodePoints).map((key) => {
        const given = paramsOf(file.path, key)
        const own = file.keys.length === 0 ? document[key] : lookUp(document, key)
        if (given === undefined && own === undefined) throw paramMissing(stage.name, file.path, key)
        // The file's own value keeps its type (1.0 is not 1 in the lock), so it stands when it says the same.
        const value = given === undefined ? undefined : yamlOf(given)
        return [key, value === undefined || (own !== undefined && sameValue(value, own)) ? (own ?? null) : value]
      }),
    )
  }
  return values
}

/** Equal in the eyes of Python: 1 and 1.0 are, the order of keys does not count. */
export function sameValue(first: YamlValue | undefined, second: YamlValue | undefined): boolean {
  if (isNumber(first) && isNumber(second)) return sameNumber(first, second)
  if (first instanceof Date || second instanceof Date) return plainDate(first) === plainDate(second)
  if (Array.isArray(first) && Array.isArray(second))
    return first.length === second.length && first.every((item, index) => sameValue(item, second[index]))
  if (isPlainObject(first) && isPlainObject(second)) {
    const keys = Object.keys(first)
    return (
      keys.length === Object.keys(second).length &&
      keys.every((key) => key in second && sameValue(first[key] as YamlValue, second[key] as YamlValue))
    )
  }
  return first === second
}

async function readDocument(
  { path, file, keys }: StageParams,
  stage: Stage,
): Promise<Readonly<Record<string, YamlValue>>> {
  if (!existsSync(file)) throw paramMissing(stage.name, path, keys[0] ?? "content: there is no such file")
  return parseDataFile(await readText(file), path)
}

/** A dotted key; a number counts in a list. */
export function lookUp(document: YamlValue, key: string): YamlValue | undefined {
  let value: YamlValue | undefined = document
  for (const step of key.split(".")) {
    if (Array.isArray(value)) value = (value as readonly YamlValue[])[Number(step)]
    else if (isPlainObject(value) && Object.hasOwn(value, step)) value = value[step] as YamlValue
    else return undefined
  }
  return value
}

function byFile(first: StageParams, second: StageParams): number {
  const rank = Number(second.path === defaultFile) - Number(first.path === defaultFile)
  return rank || compareCodePoints(first.path, second.path)
}

function yamlOf(value: Json): YamlValue {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value
  if (Array.isArray(value)) return value.map(yamlOf)
  if (isPlainObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, yamlOf(part as Json)]))
  return value as YamlValue
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint"
}

function sameNumber(first: number | bigint, second: number | bigint): boolean {
  if (typeof first === typeof second) return Object.is(first, second) || first === second
  return Number(first) === Number(second)
}

/** A date beside the text a caller may have for it. */
function plainDate(value: YamlValue | undefined): string {
  if (value instanceof Date) return value.toISOString()
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? String(value) : new Date(time).toISOString()
}

const defaultFile = "params.yaml"
