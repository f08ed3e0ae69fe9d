import { existsSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { withFileErrors, writeFileAtomic } from "../base/index.ts"

/**
 * Make a folder a DVC repository: the three files `dvc init` makes, byte for byte. What is there stays as it is.
 *
 * @returns paths of the files made, relative to the folder; empty when it was a repository already
 * @throws base.disk-full, base.folder-read-only
 */
export async function initDvc(root: string): Promise<readonly string[]> {
  const made: string[] = []
  for (const { path, text } of skeleton) {
    if (existsSync(join(root, path))) continue
    await writeFileAtomic(join(root, path), text)
    made.push(path)
  }
  await withFileErrors("write", root, () => mkdir(join(root, ".dvc", "tmp"), { recursive: true }))
  return made
}

export function isDvcRoot(folder: string): boolean {
  return existsSync(join(folder, ".dvc"))
}

const skeleton = [
  { path: ".dvc/config", text: "" },
  { path: ".dvc/.gitignore", text: "/config.local\n/tmp\n/cache\n" },
  {
    path: ".dvcignore",
    text:
      "# Add patterns of files dvc should ignore, which could improve\n" +
      "# the performance. Learn more at\n" +
      "# https://dvc.org/doc/user-guide/dvcignore\n",
  },
] as const
