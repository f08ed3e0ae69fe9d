import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { isPlainObject, knownFileError, writeFileAtomic } from "../base/index.ts"
import { conflictLine, parseYaml, type Snapshot, setYamlBlock, type YamlValue } from "../version/index.ts"
import { lockConflict, lockInvalid } from "./errors.ts"
import type { Pipeline, Stage } from "./stage.ts"

/** `dvc.lock`: what every stage read and wrote when it last ran. */
export interface LockFile {
  /** Absolute. */
  readonly path: string
  readonly stages: ReadonlyMap<string, LockEntry>
}

export interface LockEntry {
  readonly cmd: string | readonly string[]
  readonly deps: readonly LockPath[]
  /** Values by file and dotted key. */
  readonly params: Readonly<Record<string, Readonly<Record<string, YamlValue>>>>
  readonly outs: readonly LockPath[]
}

export interface LockPath extends Snapshot {
  /** As written in `dvc.yaml`. */
  readonly path: string
}

/**
 * @param root folder that holds `dvc.lock`; without the file no stage has run
 * @throws pipeline.lock-conflict, pipeline.lock-invalid, base.file-unreadable
 */
export async function readLockFile(root: string): Promise<LockFile> {
  const path = join(root, "dvc.lock")
  return parseLock(await textOrEmpty(path), path)
}

/** @throws pipeline.lock-conflict, pipeline.lock-invalid */
export function parseLock(text: string, path: string): LockFile {
  const conflict = conflictLine(text)
  if (conflict !== undefined) throw lockConflict(path, conflict)
  const parsed = parseYaml(text)
  if ("problem" in parsed) throw lockInvalid(path, parsed.problem)
  const { value } = parsed
  if (value === null) return { path, stages: new Map() }
  if (!isPlainObject(value)) throw lockInvalid(path, "wanted a map")
  if (value["schema"] !== "2.0") throw lockInvalid(path, `wanted schema '2.0', it has ${show(value["schema"])}`)
  const stages = value["stages"] ?? {}
  if (!isPlainObject(stages)) throw lockInvalid(path, "stages is not a map")
  return { path, stages: new Map(Object.entries(stages).map(([name, entry]) => [name, entryOf(path, name, entry)])) }
}

/** What the locks of a pipeline say of each stage. */
export type LockEntries = ReadonlyMap<Stage, LockEntry>

/**
 * The locks beside every `dvc.yaml`.
 *
 * @throws those of `readLockFile`
 */
export async function readLocks({ files }: Pipeline): Promise<LockEntries> {
  const locks = await Promise.all(
    files.map(async ({ path, stages }) => {
      const lock = await readLockFile(dirname(path))
      return stages.flatMap((stage): readonly (readonly [Stage, LockEntry])[] => {
        const entry = lock.stages.get(stage.key)
        return entry === undefined ? [] : [[stage, entry]]
      })
    }),
  )
  return new Map(locks.flat())
}

/** Absolute path of the lock a stage is in. */
export function lockPathOf({ file }: Pick<Stage, "file">): string {
  return join(dirname(file), "dvc.lock")
}

/**
 * Put what a stage read and wrote into its lock; the other stages, comments and order stay byte for byte.
 *
 * @throws base.disk-full, base.folder-read-only
 */
export async function writeLockEntry(stage: Pick<Stage, "file" | "key">, entry: LockEntry): Promise<void> {
  const path = lockPathOf(stage)
  const text = (await textOrEmpty(path)) || "schema: '2.0'\n"
  const edited = setYamlBlock(text, ["stages", stage.key], yamlOf(entry))
  if (edited !== text) await writeFileAtomic(path, edited)
}

/** The keys of a stage and of its entries in DVC's order, which here is not that of a `.dvc` file. */
export function yamlOf(entry: LockEntry): YamlValue {
  const { cmd, deps, params, outs } = entry
  return {
    cmd,
    deps: deps.length === 0 ? undefined : deps.map(pathYaml),
    params: Object.keys(params).length === 0 ? undefined : params,
    outs: outs.length === 0 ? undefined : outs.map(pathYaml),
  }
}

function pathYaml({ path, md5, size, nfiles, isExec }: LockPath): YamlValue {
  return {
    path,
    hash: "md5",
    md5,
    size: BigInt(size),
    nfiles: nfiles === undefined ? undefined : BigInt(nfiles),
    isexec: isExec,
  }
}

/**
 * One stage of a lock, or a file of the run-cache.
 *
 * @throws pipeline.lock-invalid
 */
export function entryOf(file: string, name: string, value: unknown): LockEntry {
  if (!isPlainObject(value)) throw lockInvalid(file, `stage "${name}" is not a map`)
  const { cmd, deps, params, outs } = value
  if (!isCommand(cmd)) throw lockInvalid(file, `stage "${name}" has no cmd`)
  if (params != null && !isParams(params)) throw lockInvalid(file, `params of stage "${name}" are not maps`)
  return { cmd, deps: pathsOf(file, name, deps), params: params ?? {}, outs: pathsOf(file, name, outs) }
}

function pathsOf(file: string, name: string, value: unknown): readonly LockPath[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw lockInvalid(file, `deps or outs of stage "${name}" are not a list`)
  return value.map((item: unknown) => {
    if (!isPlainObject(item) || typeof item["path"] !== "string")
      throw lockInvalid(file, `stage "${name}" has an entry without a path`)
    const { path, md5, size, nfiles, isexec, hash: hashName } = item
    const hash = typeof md5 === "string" ? md5 : ""
    return {
      path,
      md5: hash,
      size: Number(size ?? 0),
      isDir: hash.endsWith(".dir"),
      ...(typeof nfiles === "bigint" ? { nfiles: Number(nfiles) } : {}),
      ...(isexec === true ? { isExec: true as const } : {}),
      ...(hash !== "" && hashName === undefined ? { isLegacy: true as const } : {}),
    }
  })
}

function isCommand(value: unknown): value is string | readonly string[] {
  return typeof value === "string" || (Array.isArray(value) && value.every((item) => typeof item === "string"))
}

function isParams(value: unknown): value is LockEntry["params"] {
  return isPlainObject(value) && Object.values(value).every(isPlainObject)
}

function show(value: unknown): string {
  return value === undefined ? "none" : `"${String(value)}"`
}

async function textOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return ""
    throw knownFileError(error, "read", path)
  }
}
