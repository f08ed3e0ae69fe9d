import { readFile, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { knownFileError, withFileErrors, writeFileAtomic } from "../../base/index.ts"

/**
 * Keep a file or folder out of git by a line in the `.gitignore` beside it, as DVC does: `/name`, glob characters
 * escaped, one a line. Lines that are there stay; nothing is written when the line is there already.
 *
 * @returns whether the file was changed
 * @throws base.disk-full, base.folder-read-only
 */
export async function ignoreInGit(path: string): Promise<boolean> {
  const file = join(dirname(path), ".gitignore")
  const line = lineOf(path)
  const text = await textOrEmpty(file)
  if (text.split(/\r?\n/).includes(line)) return false
  const glue = text === "" || text.endsWith("\n") ? "" : "\n"
  await writeFileAtomic(file, `${text}${glue}${line}\n`)
  return true
}

/**
 * Undo `ignoreInGit`; a `.gitignore` that held nothing else goes.
 *
 * @throws base.disk-full, base.folder-read-only
 */
export async function noticeInGit(path: string): Promise<void> {
  const file = join(dirname(path), ".gitignore")
  const line = lineOf(path)
  const lines = (await textOrEmpty(file)).split("\n")
  const kept = lines.filter((other) => other.replace(/\r$/, "") !== line)
  if (kept.length === lines.length) return
  const text = kept.join("\n")
  if (text.trim() === "") await withFileErrors("write", file, () => rm(file))
  else await writeFileAtomic(file, text)
}

function lineOf(path: string): string {
  return `/${basename(path).replaceAll(/[\\*?[\]!#]| $/g, "\\$&")}`
}

async function textOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return ""
    throw knownFileError(error, "read", file)
  }
}
