import { join } from "node:path"
import { type Clock, systemClock } from "../base/index.ts"
import { cacheFolderOf } from "./dvc-config.ts"
import { notARepository } from "./errors.ts"
import { type HashCache, openHashCache } from "./hash-cache.ts"
import { isDvcRoot } from "./skeleton.ts"

/** A DVC repository opened for work. */
export interface Workspace {
  /** Absolute path of the folder that holds `.dvc/`. */
  readonly root: string
  /** Absolute path of the object cache, `.dvc/cache` unless the settings of DVC say otherwise. */
  readonly cacheFolder: string
  /** Save it when the work is done. */
  readonly hashes: HashCache
}

/**
 * @param root absolute path of the folder that holds `.dvc/`
 * @throws version.not-a-repository, version.config-invalid
 */
export async function openWorkspace(root: string, clock: Clock = systemClock): Promise<Workspace> {
  if (!isDvcRoot(root)) throw notARepository(root)
  const cacheFolder = await cacheFolderOf(root)
  return { root, cacheFolder, hashes: await openHashCache(join(root, ".mlwright", "hashes.json"), root, clock) }
}
