import { statSync } from "node:fs"
import { join } from "node:path"
import { namesCollide } from "../errors.ts"
import type { Workspace } from "../workspace.ts"

/**
 * Before files are written to a disk that takes `A` and `a` for one name: of two such files the later would replace the
 * earlier, and nobody would be told.
 *
 * @param relpaths below the path, with `/`
 * @throws version.names-collide
 */
export function refuseCollisions({ root }: Workspace, path: string, relpaths: Iterable<string>): void {
  const pair = takesCasesForOne(root) ? collidingNames(relpaths) : undefined
  if (pair !== undefined) throw namesCollide(path, pair)
}

/** @returns two files or folders that are one where case and the spelling of accents do not count */
export function collidingNames(relpaths: Iterable<string>): readonly [string, string] | undefined {
  const byFolded = new Map<string, string>()
  const folders = new Set<string>()
  const seen = (name: string): readonly [string, string] | undefined => {
    const folded = name.normalize("NFC").toLowerCase()
    const before = byFolded.get(folded)
    if (before !== undefined && before !== name) return [before, name]
    byFolded.set(folded, name)
    return undefined
  }
  for (const relpath of relpaths) {
    for (let end = relpath.lastIndexOf("/"); end > 0; end = relpath.lastIndexOf("/", end - 1)) {
      const folder = relpath.slice(0, end)
      if (folders.has(folder)) break
      folders.add(folder)
      const pair = seen(folder)
      if (pair !== undefined) return pair
    }
    const pair = seen(relpath)
    if (pair !== undefined) return pair
  }
  return undefined
}

/** Whether the folder every repository has can be found by another name. */
function takesCasesForOne(root: string): boolean {
  const other = statSync(join(root, ".DVC"), { throwIfNoEntry: false, bigint: true })
  if (other === undefined) return false
  const own = statSync(join(root, ".dvc"), { bigint: true })
  return own.ino === other.ino && own.dev === other.dev
}
