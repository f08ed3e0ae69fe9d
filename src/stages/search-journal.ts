import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { serialize } from "node:v8"
import { canonicalJson, type Json, version, withFileErrors, writeFileAtomic } from "../base/index.ts"
import type { Journal, TrainInput } from "../train/index.ts"
import type { StageContext } from "./context.ts"
import { projectPaths } from "./paths.ts"

/** A journal on disk, for one search. */
export interface SearchJournal extends Journal {
  /** Fits that an interrupted search had written down and this one took over. */
  takenOver(): number
  /** The search has ended: nothing is left to resume. */
  end(): Promise<void>
}

/**
 * The journal of the search for these rows, settings and version of the tool, below the temporary files of the project. What
 * searches for others left there is cleared: the table or the settings have moved on.
 *
 * @throws base.disk-full, base.folder-read-only
 */
export async function openSearchJournal({ root, settings }: StageContext, input: TrainInput): Promise<SearchJournal> {
  const parent = join(root, projectPaths.temporary)
  const name = `${prefix}${pointOf(input, [version, settings.train, settings.evaluate.primary])}`
  const folder = join(parent, name)
  await withFileErrors("write", folder, () => mkdir(folder, { recursive: true }))
  for (const other of await readdir(parent)) {
    if (other.startsWith(prefix) && other !== name) await rm(join(parent, other), { recursive: true, force: true })
  }
  let taken = 0
  return {
    read: async (key) => {
      const path = join(folder, key)
      if (!existsSync(path)) return undefined
      taken += 1
      return withFileErrors("read", path, () => readFile(path))
    },
    write: (key, bytes) => writeFileAtomic(join(folder, key), bytes),
    takenOver: () => taken,
    end: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Hash of all that decides what a search finds. */
function pointOf(input: TrainInput, settings: readonly unknown[]): string {
  const hash = createHash("sha256")
  const { matrix, target, weights, groups, time, directions, start, ...rest } = input
  hash.update(canonicalJson([...settings, rest, matrix.features] as unknown as Json))
  hash.update(serialize(start ?? null))
  for (const array of [...matrix.columns, target, weights, groups, time, directions]) {
    if (array === undefined) hash.update("none")
    else hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  }
  return hash.digest("hex").slice(0, 32)
}

/** No dash: what stands behind one would be taken for the number of a process. */
const prefix = "search_"
