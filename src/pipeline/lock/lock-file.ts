import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { isPlainObject, knownFileError, writeFileAtomic } from "../../base/index.ts"
import { conflictLine, parseYaml, setYamlBlock } from "../../version/index.ts"
import { lockConflict, lockInvalid } from "../errors.ts"
import type { Pipeline, Stage } from "../load/stage.ts"
import { entryOf, type LockEntry, yamlOf } from "./lock-entry.ts"

/** `dvc.lock`: what every stage read and wrote when it last ran. */
export interface LockFile {
  /** Absolute. */
  readonly path: string
  readonly stages: ReadonlyMap<string, LockEntry>
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
