import { existsSync } from "node:fs"
import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { hashBytes, withFileErrors } from "../../base/index.ts"
import type { Workspace } from "../workspace.ts"
import { manifestText } from "./manifest.ts"
import { isTrusted, objectPath, objectsFolder } from "./objects.ts"
import type { ManifestEntry } from "./snapshot.ts"

/**
 * Put the manifest of these files into the cache.
 *
 * @returns its name
 * @throws base.disk-full, base.folder-read-only
 */
export async function keepManifest(workspace: Workspace, entries: readonly ManifestEntry[]): Promise<string> {
  const text = manifestText(entries)
  const name = `${hashBytes("md5", text)}.dir`
  await keepText(workspace, name, text)
  return name
}

/** Put a text under its name into the cache: a manifest. */
export async function keepText(workspace: Workspace, name: string, text: string): Promise<void> {
  if (await isTrusted(workspace, { md5: name })) return
  const folder = objectsFolder(workspace)
  const target = objectPath(workspace, { md5: name })
  const temporary = join(folder, `.tmp-${process.pid}-text-${textCount++}`)
  await withFileErrors("write", target, async () => {
    await mkdir(dirname(target), { recursive: true })
    try {
      await writeFile(temporary, text, { flush: true })
      await chmod(temporary, 0o444)
      await rename(temporary, target)
    } finally {
      if (existsSync(temporary)) await rm(temporary, { force: true })
    }
  })
}

let textCount = 0
