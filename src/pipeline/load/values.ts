import { join, relative } from "node:path"
import { isPlainObject, type Json } from "../../base/index.ts"
import type { YamlValue } from "../../version/index.ts"
import type { Tree } from "../graph/tree.ts"
import { parseDataFile } from "./data-file.ts"
import { lookUp } from "./params.ts"
import type { Pipeline } from "./stage.ts"

/** The content of files by their path from the root. Integers are numbers while they are exact, else their digits; dates are text. */
export type Values = Readonly<Record<string, JsonMap>>

type JsonMap = Readonly<Record<string, Json>>

/** @returns the text of a file, by its absolute path; undefined when there is none */
export type TextOf = Tree["textOf"]

/**
 * What the metric files of a pipeline say: of stages and of the top-level lists. As in DVC, lists are no metrics.
 *
 * @throws pipeline.params-unreadable
 */
export async function metricsOf(pipeline: Pipeline, textOf: TextOf): Promise<Values> {
  const wanted = new Map<string, readonly string[]>()
  for (const file of pipeline.files) for (const path of file.metrics) wanted.set(join(file.path, "..", path), [])
  for (const { outs } of pipeline.stages) for (const { kind, file } of outs) if (kind === "metric") wanted.set(file, [])
  return scoresIn(await read(pipeline.root, wanted, textOf))
}

/** Numbers, texts and truths, in maps of any depth; what is left without any goes too. */
export function scoresIn(values: Values): Values {
  const scores = (map: JsonMap): JsonMap =>
    Object.fromEntries(
      Object.entries(map).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
        if (value === null || Array.isArray(value)) return []
        if (typeof value !== "object") return [[key, value]]
        const below = scores(value as JsonMap)
        return Object.keys(below).length === 0 ? [] : [[key, below]]
      }),
    )
  return Object.fromEntries(Object.entries(values).map(([file, map]) => [file, scores(map)]))
}

/**
 * What files say, whether or not a pipeline knows them.
 *
 * @param files absolute; those that are not there are left out
 * @throws pipeline.params-unreadable
 */
export function valuesOfFiles(root: string, files: readonly string[], textOf: TextOf): Promise<Values> {
  return read(root, new Map(files.map((file) => [file, []])), textOf)
}

/**
 * The params stages depend on, the files in the top-level lists, and all of `params.yaml` beside a `dvc.yaml`.
 *
 * @param onlyRead those that stages depend on alone
 * @throws pipeline.params-unreadable
 */
export async function paramsOf(pipeline: Pipeline, textOf: TextOf, onlyRead = false): Promise<Values> {
  const wanted = new Map<string, readonly string[]>()
  for (const { params } of pipeline.stages)
    for (const { file, keys } of params) {
      const before = wanted.get(file)
      const whole = keys.length === 0 || before?.length === 0
      wanted.set(file, whole ? [] : [...new Set([...(before ?? []), ...keys])])
    }
  if (onlyRead) return read(pipeline.root, wanted, textOf)
  for (const file of pipeline.files) for (const path of file.params) wanted.set(join(file.path, "..", path), [])
  wanted.set(join(pipeline.root, "params.yaml"), [])
  return read(pipeline.root, wanted, textOf)
}

export interface ValueChange {
  readonly old: Json
  readonly new: Json
  /** new - old, for two numbers. */
  readonly diff?: number
}

/** By file and dotted key; what is equal is left out unless `all`. A value that was not there is null. */
export type ValueChanges = Readonly<Record<string, Readonly<Record<string, ValueChange>>>>

export function changesOf(before: Values, after: Values, all = false): ValueChanges {
  const changes = keysOf(before, after).map((file) => {
    const [old, now] = [flatten(before[file] ?? {}), flatten(after[file] ?? {})]
    const changed = keysOf(old, now).flatMap((key) => {
      const [first, second] = [old[key] ?? null, now[key] ?? null]
      if (!all && JSON.stringify(first) === JSON.stringify(second)) return []
      const isNumber = typeof first === "number" && typeof second === "number"
      return [[key, { old: first, new: second, ...(isNumber ? { diff: second - first } : {}) }] as const]
    })
    return [file, Object.fromEntries(changed)] as const
  })
  return Object.fromEntries(changes.filter(([, changed]) => Object.keys(changed).length > 0))
}

async function read(root: string, wanted: ReadonlyMap<string, readonly string[]>, textOf: TextOf): Promise<Values> {
  const files = await Promise.all(
    [...wanted].map(async ([file, keys]) => {
      const text = await textOf(file)
      if (text === undefined) return []
      const name = relative(root, file)
      const document = await parseDataFile(text, name)
      const chosen = keys.length === 0 ? document : picked(document, keys)
      return [[name, JSON.parse(JSON.stringify(chosen, plainNumber)) as JsonMap] as const]
    }),
  )
  return Object.fromEntries(files.flat())
}

function picked(
  document: Readonly<Record<string, YamlValue>>,
  keys: readonly string[],
): Readonly<Record<string, YamlValue>> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = lookUp(document, key)
      return value === undefined ? [] : [[key, value] as const]
    }),
  )
}

function flatten(map: JsonMap, prefix = ""): JsonMap {
  const entries = Object.entries(map).flatMap(([key, value]): readonly (readonly [string, Json])[] =>
    isPlainObject(value) && Object.keys(value).length > 0
      ? Object.entries(flatten(value as JsonMap, `${prefix}${key}.`))
      : [[`${prefix}${key}`, value]],
  )
  return Object.fromEntries(entries)
}

function plainNumber(_: string, value: unknown): unknown {
  if (typeof value !== "bigint") return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
}

function keysOf(first: object, second: object): readonly string[] {
  return [...new Set([...Object.keys(first), ...Object.keys(second)])].toSorted()
}
