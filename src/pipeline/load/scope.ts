import { join, relative } from "node:path"
import type { YamlValue } from "../../version/index.ts"
import { templateInvalid, varsConflict } from "../errors.ts"
import type { Tree } from "../graph/tree.ts"
import { parseDataFile } from "./data-file.ts"
import { shown } from "./read-value.ts"
import { firstReference, isMap, type Scope } from "./template.ts"

/** What `vars` and `params.yaml` say, and where each value came from. */
export interface Variables {
  readonly values: Scope
  /** By dotted key: a file, or `vars[0]`. */
  readonly sources: ReadonlyMap<string, string>
  /** Files taken so far, with the keys taken; undefined for all. */
  readonly files: ReadonlyMap<string, readonly string[] | undefined>
}

const noVariables: Variables = { values: {}, sources: new Map(), files: new Map() }

/** Where a list of variables stands. */
export interface VarsPlace {
  /** Absolute folder that files are named from. */
  readonly folder: string
  /** In words of the file. */
  readonly place: string
  readonly tree: Tree
}

/** `params.yaml` in the folder, when it is there. */
export async function defaultVariables(where: VarsPlace): Promise<Variables> {
  const text = await where.tree.textOf(join(where.folder, "params.yaml"))
  return text === undefined ? noVariables : withFile(noVariables, "params.yaml", where)
}

/**
 * Add a `vars` list: maps in place, and files as `file.json` or `file.yaml:key1,key2`. Maps are merged; a value is never redefined.
 *
 * @throws pipeline.vars-conflict, pipeline.template-invalid, pipeline.params-unreadable
 */
export async function withVars(before: Variables, list: YamlValue | undefined, where: VarsPlace): Promise<Variables> {
  if (list === undefined || list === null) return before
  const { place } = where
  if (!Array.isArray(list)) throw templateInvalid(place, `wanted a list of files and maps and got ${shown(list)}`)
  const found = firstReference(list)
  if (found !== undefined) throw templateInvalid(place, `"${found}" may not stand in vars`)
  let variables = before
  for (const [index, item] of (list as readonly YamlValue[]).entries()) {
    const at = `${place}[${index}]`
    if (typeof item === "string") variables = await withFile(variables, item, { ...where, place: at })
    else if (isMap(item)) variables = merged(variables, item, { source: at, place: at })
    else throw templateInvalid(at, `wanted a file or a map and got ${shown(item)}`)
  }
  return variables
}

async function withFile(before: Variables, item: string, { folder, place, tree }: VarsPlace): Promise<Variables> {
  const [path = "", list = ""] = item.split(":", 2)
  const keys = list.split(",").filter((key) => key !== "")
  const file = join(folder, path)
  if (before.files.has(file)) {
    const taken = before.files.get(file)
    if (taken === undefined && keys.length === 0) return before
    if (taken === undefined || keys.length === 0 || keys.some((key) => taken.includes(key)))
      throw templateInvalid(place, `"${item}" is loaded already, as a whole or in part`)
  }
  const text = await tree.textOf(file)
  if (text === undefined) throw templateInvalid(place, `there is no "${path}"`)
  const document = await parseDataFile(text, path)
  const missing = keys.find((key) => !Object.hasOwn(document, key))
  if (missing !== undefined) throw templateInvalid(place, `"${path}" has no "${missing}"`)
  const taken = keys.length === 0 ? document : Object.fromEntries(keys.map((key) => [key, document[key] as YamlValue]))
  const variables = merged(before, taken, { source: relative(folder, file), place })
  const files = new Map(before.files)
  files.set(file, keys.length === 0 ? undefined : [...(before.files.get(file) ?? []), ...keys])
  return { ...variables, files }
}

/** Maps go into one another; anything else that is there already is a conflict. */
function merged(
  before: Variables,
  added: Readonly<Record<string, YamlValue>>,
  { source, place }: { readonly source: string; readonly place: string },
): Variables {
  const sources = new Map(before.sources)
  const merge = (into: Scope, more: Scope, at: string): Scope => {
    const out: Record<string, YamlValue> = { ...into }
    for (const [key, value] of Object.entries(more)) {
      const dotted = `${at}${key}`
      const present = Object.hasOwn(out, key) ? out[key] : undefined
      if (isMap(present) && isMap(value)) out[key] = merge(present, value, `${dotted}.`)
      else if (present === undefined) {
        out[key] = value
        sources.set(dotted, source)
      } else throw varsConflict(place, { key: dotted, source, earlier: sourceOf(before.sources, dotted) })
    }
    return out
  }
  return { values: merge(before.values, added, ""), sources, files: before.files }
}

/** The source of a value or of the map it lies in. */
function sourceOf(sources: ReadonlyMap<string, string>, dotted: string): string {
  const words = dotted.split(".")
  for (let count = words.length; count > 0; count--) {
    const found = sources.get(words.slice(0, count).join("."))
    if (found !== undefined) return found
  }
  return [...sources].find(([key]) => key.startsWith(`${dotted}.`))?.[1] ?? "an earlier value"
}
