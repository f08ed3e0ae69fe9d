import { join } from "node:path"
import { type Clock, systemClock } from "../base/index.ts"
import type { LinkType } from "../store/index.ts"
import { linkTypeUnknown, notARepository } from "./errors.ts"
import { type IgnoreRules, ignoreRules } from "./ignore-rules.ts"
import { type HashCache, openHashCache } from "./objects/hash-cache.ts"
import { type ConfigPlaces, type DvcConfig, readDvcConfig, settingPath } from "./settings/config.ts"
import { isDvcRoot } from "./skeleton.ts"

/** Called with the number of files that are done. */
export type OnDone = (files: number) => void

/** A DVC repository opened for work. */
export interface Workspace {
  /** Absolute path of the folder that holds `.dvc/`. */
  readonly root: string
  /** Absolute path of the object cache, `.dvc/cache` unless the settings of DVC say otherwise. */
  readonly cacheFolder: string
  /** Save it when the work is done. */
  readonly hashes: HashCache
  /** Settings of DVC. */
  readonly config: DvcConfig
  /** What `.dvcignore` leaves out. */
  readonly rules: IgnoreRules
  /** How files of the workspace are made from objects: the first that the file system can. */
  readonly linkTypes: readonly LinkType[]
}

/**
 * @param root absolute path of the folder that holds `.dvc/`
 * @throws version.not-a-repository, version.config-invalid, version.link-type-unknown
 */
export async function openWorkspace(
  root: string,
  clock: Clock = systemClock,
  places?: ConfigPlaces,
): Promise<Workspace> {
  if (!isDvcRoot(root)) throw notARepository(root)
  const config = await readDvcConfig(root, places)
  const cache = config.get("cache")
  const folder = cache?.get("dir")
  return {
    root,
    cacheFolder: folder === undefined ? join(root, ".dvc", "cache") : settingPath(folder),
    hashes: await openHashCache(join(root, ".dvc", "tmp", "mlwright-hashes.bin"), root, clock),
    config,
    rules: rulesOf(root),
    linkTypes: linkTypesOf(cache?.get("type")?.value),
  }
}

/** What DVC leaves out of a repository: its own folder, those of git and Mercurial, and what `.dvcignore` files say. */
export function rulesOf(root: string): IgnoreRules {
  return ignoreRules(root, ".dvcignore", [".hg/", ".git/", ".git", ".dvc/"])
}

function linkTypesOf(text: string | undefined): readonly LinkType[] {
  if (text === undefined) return ["reflink", "copy"]
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      if (!isLinkType(part)) throw linkTypeUnknown(part, known)
      return part
    })
}

function isLinkType(text: string): text is LinkType {
  return (known as readonly string[]).includes(text)
}

const known = ["reflink", "hardlink", "symlink", "copy"] as const
