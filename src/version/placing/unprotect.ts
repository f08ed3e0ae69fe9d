import { lstatSync } from "node:fs"
import { chmod, copyFile, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { filesBelow } from "../objects/found-files.ts"
import type { Workspace } from "../workspace.ts"

/**
 * Make files that are links into the cache files of their own, which can be written to.
 *
 * @param path absolute
 * @returns files that were links
 * @throws base.file-missing, base.disk-full, base.folder-read-only
 */
export async function unprotect(workspace: Workspace, path: string): Promise<number> {
  let links = 0
  for (const { path: file } of filesBelow(path, workspace.rules).files) {
    const stat = lstatSync(file)
    await withFileErrors("write", file, async () => {
      if (!stat.isSymbolicLink() && stat.nlink === 1) return chmod(file, stat.mode | 0o200)
      const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.0.tmp`)
      try {
        await copyFile(file, temporary)
        await chmod(temporary, 0o644)
        await rename(temporary, file)
      } finally {
        await rm(temporary, { force: true })
      }
      links += 1
    })
  }
  return links
}
