import { isAbsolute, relative, resolve, sep } from "node:path"
import { isPlainObject, type Json } from "../../base/index.ts"
import { compareCodePoints } from "../../version/index.ts"
import { pathOutside, wrongType } from "../errors.ts"
import type { FilledStage } from "./expand.ts"
import { isAddress } from "./outside-dependency.ts"
import { booleanOf, checkKeys, jsonOf, shown, stringOf, stringsOf } from "./read-value.ts"
import type { Stage, StageOutput, StageParams, StagePath } from "./stage.ts"

/**
 * One entry below `stages` of `dvc.yaml`, checked.
 *
 * @throws pipeline.unknown-key, pipeline.wrong-type, pipeline.path-outside
 */
export function stageOf({ name: key, group, value }: FilledStage, where: Where): Stage {
  const { root, file } = where
  const prefix = where.folder === root ? "" : `${relative(root, file)}:`
  const name = `${prefix}${key}`
  const place = `stages.${name}`
  const stage = checkKeys(place, value, { known: stageKeys })
  const cmd = commandOf(`${place}.cmd`, stage["cmd"])
  const folder = insideOf(where, `${place}.wdir`, stage["wdir"] ?? ".").file
  const at = { root, folder }
  const outs = [...outputKinds].flatMap(([key, kind]) =>
    entriesOf(`${place}.${key}`, stage[key]).map((entry) => outputOf({ ...entry, kind, ...at })),
  )
  return {
    name,
    key,
    file,
    ...(group === undefined ? {} : { group: `${prefix}${group}` }),
    cmd,
    commands: typeof cmd === "string" ? cmd.split(/\r?\n/).filter((line) => line.trim() !== "") : cmd,
    folder,
    deps: sorted(stringsOf(`${place}.deps`, stage["deps"]).map((path) => anywhere(at, `${place}.deps`, path))),
    params: paramsOf(`${place}.params`, stage["params"], at),
    outs: sorted(outs),
    frozen: booleanOf(`${place}.frozen`, stage["frozen"], false),
    alwaysChanged: booleanOf(`${place}.always_changed`, stage["always_changed"], false),
    ...(stage["desc"] === undefined ? {} : { description: stringOf(`${place}.desc`, stage["desc"]) }),
    ...(stage["meta"] === undefined ? {} : { meta: jsonOf(`${place}.meta`, stage["meta"]) }),
  }
}

type Flags = Readonly<Record<string, unknown>>

/** Where a stage is written. */
interface Where extends At {
  /** Absolute path of the `dvc.yaml`. */
  readonly file: string
}

interface At {
  /** Absolute folder of the repository. */
  readonly root: string
  /** Paths are written from here. */
  readonly folder: string
}

interface Entry {
  readonly place: string
  readonly path: string
  readonly flags: unknown
}

function commandOf(place: string, value: unknown): string | readonly string[] {
  if (!Array.isArray(value)) return stringOf(place, value)
  if (value.length === 0) throw wrongType(place, "a command", "an empty list")
  return stringsOf(place, value)
}

/** A list of paths, each a text or a map from the path to its flags. */
function entriesOf(place: string, value: unknown): readonly Entry[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw wrongType(place, "a list of paths", shown(value))
  return value.flatMap((item: unknown) => {
    if (!isPlainObject(item)) return [{ place, path: stringOf(place, item), flags: {} }]
    return Object.entries(item).map(([path, flags]) => ({
      place: `${place}.${path}`,
      path: stringOf(place, path),
      flags,
    }))
  })
}

function outputOf(entry: Entry & At & { readonly kind: StageOutput["kind"] }): StageOutput {
  const { place, path, kind } = entry
  const known = kind === "plot" ? [...outputFlags, ...plotFlags] : outputFlags
  // A plot may be drawn in several ways: then its flags are a list, of which one map says how it is kept.
  const maps = Array.isArray(entry.flags) ? entry.flags : [entry.flags ?? {}]
  const flags = Object.assign({}, ...maps.map((map: unknown) => checkKeys(place, map, { known }))) as Flags
  return {
    ...insideOf(entry, place, path),
    kind,
    cache: booleanOf(`${place}.cache`, flags["cache"], true),
    persist: booleanOf(`${place}.persist`, flags["persist"], false),
    ...(kind === "plot" ? { drawn: maps.map((map) => drawnAs(place, map)) } : {}),
  }
}

/** Of what is said about a plot, how it is drawn. */
function drawnAs(place: string, map: unknown): Readonly<Record<string, Json>> {
  const entries = Object.entries(isPlainObject(map) ? map : {})
  const own = entries.filter(([key]) => (plotFlags as readonly string[]).includes(key))
  return Object.fromEntries(own.map(([key, value]) => [key, jsonOf(`${place}.${key}`, value)]))
}

/** Keys of `params.yaml`, or maps from another file to its keys (none: the whole file). One entry a file, keys once. */
function paramsOf(place: string, value: unknown, at: At): readonly StageParams[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw wrongType(place, "a list of keys", shown(value))
  const files = new Map<string, readonly string[]>()
  for (const item of value as readonly unknown[]) {
    const entries = isPlainObject(item)
      ? Object.entries(item).map(([file, keys]) => [file, stringsOf(`${place}.${file}`, keys)] as const)
      : [[defaultParamsFile, [stringOf(place, item)]] as const]
    for (const [file, keys] of entries) files.set(file, mergedKeys(files.get(file), keys))
  }
  return [...files].map(([file, keys]) => ({ ...insideOf(at, place, file), keys }))
}

/** A file that is wanted as a whole once is wanted as a whole. */
function mergedKeys(before: readonly string[] | undefined, keys: readonly string[]): readonly string[] {
  if (before === undefined) return [...new Set(keys)]
  return before.length === 0 || keys.length === 0 ? [] : [...new Set([...before, ...keys])]
}

/** What is read may lie outside of the project: on this computer, or at an address that a server answers for. */
function anywhere(at: At, place: string, value: unknown): StagePath {
  const path = stringOf(place, value)
  if (isAddress(path)) return { path, file: path, isOutside: true }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) throw pathOutside(place, path)
  return { path, file: resolve(at.folder, path) }
}

function insideOf(at: At, place: string, value: unknown): StagePath {
  const { path, file, isOutside } = anywhere(at, place, value)
  if (isOutside === true) throw pathOutside(place, path)
  const below = relative(at.root, file)
  if (below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below)) throw pathOutside(place, path)
  return { path, file }
}

function sorted<T extends StagePath>(paths: readonly T[]): readonly T[] {
  return paths.toSorted((first, second) => compareCodePoints(first.path, second.path))
}

const stageKeys = [
  "cmd",
  "wdir",
  "deps",
  "params",
  "outs",
  "metrics",
  "plots",
  "frozen",
  "always_changed",
  "desc",
  "meta",
] as const

const outputKinds = new Map([
  ["outs", "out"],
  ["metrics", "metric"],
  ["plots", "plot"],
] as const)

const outputFlags = ["cache", "persist", "remote", "push", "desc", "type", "labels", "meta", "checkpoint"] as const

const plotFlags = ["template", "x", "y", "x_label", "y_label", "title", "header"] as const

const defaultParamsFile = "params.yaml"
