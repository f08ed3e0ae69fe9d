import { existsSync } from "node:fs"
import { cp, mkdir, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { nothingToTrack, pathTaken } from "../errors.ts"

/**
 * Bring a file or folder from elsewhere to a place in the workspace, whole or not at all.
 *
 * @throws version.path-missing, version.path-taken, base.disk-full, base.folder-read-only
 */
export async function copyIn(source: string, target: string, { force }: { readonly force: boolean }): Promise<void> {
  if (!existsSync(source)) throw nothingToTrack(source)
  if (existsSync(target) && !force) throw pathTaken(target)
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.0.tmp`)
  await withFileErrors("write", target, async () => {
    try {
      await mkdir(dirname(target), { recursive: true })
      await cp(source, temporary, { recursive: true, dereference: true })
      await rm(target, { recursive: true, force: true })
      await rename(temporary, target)
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  })
}
