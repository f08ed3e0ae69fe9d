import { existsSync } from "node:fs"
import { isPlainObject, type Json, readText } from "../../base/index.ts"
import { compareCodePoints, type YamlValue } from "../../version/index.ts"
import { paramMissing } from "../errors.ts"
import type { LockEntry } from "../lock/lock-entry.ts"
import { parseDataFile } from "./data-file.ts"
import type { Stage, StageParams } from "./stage.ts"

/** A value that stands in for the one in the file; see `RunEffects`. */
export type ParamsOf = (file: string, key: string) => Json | undefined

/** What `dvc.yaml` names and no file has. */
export interface AbsentParam {
  /** As written in `dvc.yaml`. */
  readonly file: string
  /** Undefined where the file itself is not there. */
  readonly key: string | undefined
}

export interface ReadParams {
  readonly values: LockEntry["params"]
  readonly absent: readonly AbsentParam[]
}

/**
 * The values a stage depends on, in the lock's order: `params.yaml` first, then the other files by name, keys sorted.
 *
 * @throws pipeline.params-unreadable, base.file-unreadable
 */
export async function readParams(stage: Stage, paramsOf: ParamsOf = () => undefined): Promise<ReadParams> {
  const values: Record<string, Readonly<Record<string, YamlValue>>> = {}
  const absent: AbsentParam[] = []
  for (const file of stage.params.toSorted(byFile)) {
    const document = await readDocument(file)
    if (document === undefined) {
      absent.push({ file: file.path, key: undefined })
      continue
    }
    const keys = file.keys.length === 0 ? Object.keys(document) : file.keys
    const pairs = keys.toSorted(compareCodePoints).map((key) => {
      const given = paramsOf(file.path, key)
      const own = file.keys.length === 0 ? document[key] : lookUp(document, key)
      // The file's own value keeps its type (1.0 is not 1 in the lock), so it stands when it says the same.
      const value = given === undefined ? undefined : yamlOf(given)
      return [key, value === undefined || (own !== undefined && sameValue(value, own)) ? own : value] as const
    })
    absent.push(...pairs.flatMap(([key, value]) => (value === undefined ? [{ file: file.path, key }] : [])))
    values[file.path] = Object.fromEntries(pairs.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
  }
  return { values, absent }
}

/** @throws pipeline.param-missing */
export function refuseAbsent({ name, params }: Stage, [first]: readonly AbsentParam[]): void {
  if (first === undefined) return
  const wanted = params.find(({ path }) => path === first.file)?.keys[0]
  throw paramMissing(name, first.file, first.key ?? wanted ?? "content: there is no such file")
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

async function readDocument({ path, file }: StageParams): Promise<Readonly<Record<string, YamlValue>> | undefined> {
  if (!existsSync(file)) return undefined
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
