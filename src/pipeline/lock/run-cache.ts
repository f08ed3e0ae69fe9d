import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { clearOfDead, isPlainObject, KnownError, readText, withFileErrors } from "../../base/index.ts"
import {
  addToCache,
  cacheHolds,
  compareCodePoints,
  floatText,
  jsonAscii,
  parseYaml,
  type Workspace,
  type YamlValue,
  yamlText,
} from "../../version/index.ts"
import type { Stage } from "../load/stage.ts"
import type { Pull } from "../pull.ts"
import { entryOf, type LockEntry, yamlOf } from "./lock-entry.ts"

/**
 * Remember what a stage made of its command, dependencies and params, in DVC's run-cache: `runs/<2>/<key>/<value>`, both
 * SHA-256 of the lock entry as Python's JSON without sizes; for the key only the paths of the outputs count. Outputs that git
 * keeps go into the object cache too, or they could not come back.
 *
 * @throws base.disk-full, base.folder-read-only
 */
export async function rememberRun(stage: Stage, entry: LockEntry, workspace: Workspace): Promise<void> {
  if (!canRemember(stage, entry)) return
  for (const out of stage.outs) if (!out.cache) await addToCache(workspace, out.file)
  const folder = folderOf(workspace, entry)
  const path = join(folder, digestOf(jsonOf(entry)))
  if (existsSync(path)) return
  // Written where the leftovers of all runs are found, not beside its place, of which there are as many as runs.
  const begun = join(runsFolder(workspace), `.new-${process.pid}-${basename(path)}`)
  await withFileErrors("write", path, async () => {
    await mkdir(folder, { recursive: true })
    await writeFile(begun, yamlText(yamlOf(entry)))
    await rename(begun, path)
  })
}

/**
 * Clear what killed processes left half-written in the run-cache.
 *
 * @throws base.folder-read-only
 */
export function sweepRuns(workspace: Workspace): Promise<void> {
  return clearOfDead(runsFolder(workspace))
}

/**
 * The newest run with the same command, dependencies and params whose outputs are all in the cache.
 *
 * @param entry as it is now; its outputs need a path only
 */
export async function rememberedRun(
  stage: Stage,
  entry: LockEntry,
  { workspace, pull }: { readonly workspace: Workspace; readonly pull: Pull },
): Promise<LockEntry | undefined> {
  if (!canRemember(stage, entry)) return undefined
  const folder = folderOf(workspace, entry)
  const newest = existsSync(folder) ? await newestIn(folder) : undefined
  const found = newest === undefined ? undefined : await readRun(join(folder, newest), stage.name)
  if (found === undefined) return undefined
  await pull.outs(stage, found.outs)
  for (const out of found.outs) if (!(await cacheHolds(workspace, out))) return undefined
  return found
}

/** A run that reads nothing or from elsewhere, makes nothing, or builds on what was there is not the same a second time. */
function canRemember(stage: Stage, { deps, params, outs }: LockEntry): boolean {
  const reads = (deps.length > 0 || Object.keys(params).length > 0) && deps.every(({ mark }) => mark === undefined)
  return !stage.alwaysChanged && reads && outs.length > 0 && stage.outs.every(({ persist }) => !persist)
}

function folderOf(workspace: Workspace, entry: LockEntry): string {
  const json = jsonOf(entry)
  const key = digestOf({ ...json, outs: entry.outs.map(({ path }) => path) })
  return join(runsFolder(workspace), key.slice(0, 2), key)
}

function runsFolder({ cacheFolder }: Workspace): string {
  return join(cacheFolder, "runs")
}

async function newestIn(folder: string): Promise<string | undefined> {
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name))
  const times = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).mtimeMs))
  return names.toSorted((first, second) => (times[names.indexOf(second)] ?? 0) - (times[names.indexOf(first)] ?? 0))[0]
}

/** One that cannot be read is removed, as DVC does: it is a memory only, and would stand in the way for ever. */
async function readRun(path: string, name: string): Promise<LockEntry | undefined> {
  const parsed = parseYaml(await readText(path))
  try {
    if ("value" in parsed) return entryOf(path, name, parsed.value)
  } catch (error) {
    if (!(error instanceof KnownError)) throw error
  }
  await withFileErrors("write", path, () => rm(path, { force: true }))
  return undefined
}

type JsonEntry = Readonly<Record<string, YamlValue>>

/** The entry as the lock has it, without sizes and counts of files. */
function jsonOf(entry: LockEntry): JsonEntry {
  return withoutSizes(yamlOf(entry)) as JsonEntry
}

function withoutSizes(value: YamlValue): YamlValue {
  if (Array.isArray(value)) return (value as readonly YamlValue[]).map(withoutSizes)
  if (!isPlainObject(value) || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => key !== "size" && key !== "nfiles" && part !== undefined)
      .map(([key, part]) => [key, withoutSizes(part as YamlValue)]),
  )
}

function digestOf(entry: JsonEntry): string {
  return createHash("sha256").update(pythonJson(entry)).digest("hex")
}

/**
 * SHA-256 of what stages read and wrote, sizes included, as DVC names an experiment.
 *
 * @param entries by name of the stage
 */
export function digestOfLock(entries: ReadonlyMap<string, LockEntry>): string {
  return digestOf(Object.fromEntries([...entries].map(([name, entry]) => [name, present(yamlOf(entry))])))
}

/** Keys without a value are not written. */
function present(value: YamlValue): YamlValue {
  if (Array.isArray(value)) return (value as readonly YamlValue[]).map(present)
  if (!isPlainObject(value) || value instanceof Date) return value
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(entries.map(([key, part]) => [key, present(part as YamlValue)]))
}

/** As Python's `json.dumps(value, sort_keys=True)`. */
function pythonJson(value: YamlValue): string {
  if (typeof value === "string") return jsonAscii(value)
  if (typeof value === "number") return Number.isFinite(value) ? floatText(value) : pythonNonFinite(value)
  if (value === null || typeof value === "boolean" || typeof value === "bigint") return String(value)
  if (Array.isArray(value)) return `[${(value as readonly YamlValue[]).map(pythonJson).join(", ")}]`
  const entries = Object.entries(value as JsonEntry).toSorted(([first], [second]) => compareCodePoints(first, second))
  return `{${entries.map(([key, part]) => `${jsonAscii(key)}: ${pythonJson(part)}`).join(", ")}}`
}

function pythonNonFinite(value: number): string {
  if (Number.isNaN(value)) return "NaN"
  return value > 0 ? "Infinity" : "-Infinity"
}
