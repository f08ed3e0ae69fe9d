import { mkdir, open, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { withFileErrors } from "../../base/index.ts"

/**
 * Let `write` make a file under another name beside `path` and put it in its place when that has ended well.
 *
 * @throws base.disk-full, base.folder-read-only and what `write` throws
 */
export async function replaceFile<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  return withFileErrors("write", path, async () => {
    await mkdir(dirname(path), { recursive: true })
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${count++}.tmp`)
    try {
      // Made here first: the operating system says more clearly than the engine why it cannot be.
      await (await open(temporary, "wx")).close()
      const result = await write(temporary)
      const file = await open(temporary, "r+")
      try {
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temporary, path)
      return result
    } finally {
      await rm(temporary, { force: true })
    }
  })
}

let count = 0
