import type { ManifestEntry } from "../objects/snapshot.ts"

export interface MergedManifest {
  readonly entries: readonly ManifestEntry[]
  /** Paths that both sides changed in different ways. */
  readonly conflicts: readonly string[]
}

/**
 * The files of a folder with the changes of two sides since a common base; what only one side changed is as that side has
 * it, and a path both changed alike is no conflict. Of a conflict our side stays.
 */
export function mergeManifests(
  base: readonly ManifestEntry[],
  ours: readonly ManifestEntry[],
  theirs: readonly ManifestEntry[],
): MergedManifest {
  const [before, mine, other] = [base, ours, theirs].map(
    (entries) => new Map(entries.map(({ relpath, md5 }) => [relpath, md5])),
  ) as [Map<string, string>, Map<string, string>, Map<string, string>]
  const entries: ManifestEntry[] = []
  const conflicts: string[] = []
  for (const relpath of new Set([...mine.keys(), ...other.keys()])) {
    const [was, our, their] = [before.get(relpath), mine.get(relpath), other.get(relpath)]
    if (our !== their && our !== was && their !== was) conflicts.push(relpath)
    const md5 = our === was ? their : our
    if (md5 !== undefined) entries.push({ relpath, md5 })
  }
  const names = new Set(entries.map(({ relpath }) => relpath))
  // A file on one side where the other has a folder of that name.
  const covered = entries.filter(({ relpath }) => foldersOf(relpath).some((folder) => names.has(folder)))
  return { entries, conflicts: [...conflicts, ...covered.map(({ relpath }) => relpath)] }
}

function foldersOf(relpath: string): readonly string[] {
  const steps = relpath.split("/")
  return steps.slice(1).map((_step, index) => steps.slice(0, index + 1).join("/"))
}
