import { readFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { knownFileError, writeFileAtomic } from "../base/index.ts"

/**
 * Keep a file or folder out of git by a line in the `.gitignore` beside it, as DVC does: `/name`, glob characters
 * escaped, one a line. Lines that are there stay; nothing is written when the line is there already.
 *
 * @returns whether the file was changed
 * @throws base.disk-full, base.folder-read-only
 */
export async function ignoreInGit(path: string): Promise<boolean> {
  const file = join(dirname(path), ".gitignore")
  const line = `/${basename(path).replaceAll(/[\\*?[\]!#]| $/g, "\\$&")}`
  const text = await textOrEmpty(file)
  if (text.split(/\r?\n/).includes(line)) return false
  const glue = text === "" || text.endsWith("\n") ? "" : "\n"
  await writeFileAtomic(file, `${text}${glue}${line}\n`)
  return true
}

async function textOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return ""
    throw knownFileError(error, "read", file)
  }
}
