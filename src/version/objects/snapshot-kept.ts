import { presenceIn } from "../../store/index.ts"
import type { Workspace } from "../workspace.ts"
import type { Found } from "./found-files.ts"
import { snapshotOf } from "./hash-path.ts"
import { isTrusted, objectsFolder } from "./objects.ts"
import type { Snapshot } from "./snapshot.ts"

/**
 * A folder of which nothing changed since it was kept. Its manifest was written when all its objects had been made durable and
 * protected, so that it is enough to see that they still lie there.
 */
export async function snapshotKept(workspace: Workspace, found: Found): Promise<Snapshot | undefined> {
  if (!found.isDir || found.files.length < manyFiles) return undefined
  const md5s: string[] = []
  for (const { path, mark } of found.files) {
    const md5 = workspace.hashes.find(path, mark)
    if (md5 === undefined) return undefined
    md5s.push(md5)
  }
  const { snapshot } = snapshotOf(found, md5s)
  const isKept = (await isTrusted(workspace, snapshot)) && md5s.every(presenceIn(objectsFolder(workspace), md5s.length))
  return isKept ? snapshot : undefined
}

/** Fewer files may be many bytes, which are made durable after the manifest is written. */
const manyFiles = 2_000
