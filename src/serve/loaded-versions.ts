import { LRUCache } from "lru-cache"
import { versionUnknown } from "./errors.ts"
import { loadServedModel, type ServedModel } from "./served-model.ts"
import type { FoundVersion, VersionSource } from "./version-source.ts"

/** The versions in memory: the one in service always, others while they are used. */
export interface LoadedVersions {
  readonly inService: ServedModel
  /** @throws serve.version-unknown, model.corrupt, model.too-new */
  get(wanted: string): Promise<ServedModel>
  /** What `get` may be asked for. */
  list(): Promise<readonly string[]>
}

/** @param most versions kept, the one in service included; the least recently used one goes first */
export async function openVersions(source: VersionSource, most: number): Promise<LoadedVersions> {
  const inService = await loadServedModel(source.inService)
  // Promises are kept, so that requests that come while a version loads wait for that one load.
  const others = new LRUCache<string, Promise<ServedModel>>({ max: Math.max(1, most - 1) })
  const load = (found: FoundVersion): Promise<ServedModel> => {
    const key = `${found.version}\n${found.folder}`
    const known = others.get(key)
    if (known !== undefined) return known
    const loading = loadServedModel(found)
    others.set(key, loading)
    loading.catch(() => others.delete(key))
    return loading
  }
  return {
    inService,
    get: async (wanted) => {
      if (wanted === inService.name.version) return inService
      const found = await source.find(wanted)
      if (found === undefined) throw versionUnknown(wanted, await source.list())
      return found.version === inService.name.version ? inService : load(found)
    },
    list: () => source.list(),
  }
}
