import { readFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { knownFileError } from "../base/index.ts"
import { configInvalid } from "./errors.ts"

/**
 * Folder of the object cache: `cache.dir` of `.dvc/config.local`, else of `.dvc/config`, else `.dvc/cache`. A relative
 * path counts from the folder of the file it stands in.
 *
 * @throws version.config-invalid
 */
export async function cacheFolderOf(root: string): Promise<string> {
  for (const name of ["config.local", "config"]) {
    const file = join(root, ".dvc", name)
    const folder = (await readDvcConfig(file)).get("cache")?.get("dir")
    if (folder !== undefined) return resolve(dirname(file), folder)
  }
  return join(root, ".dvc", "cache")
}

/**
 * Read a settings file of DVC, ConfigObj-style INI: `[section]`, `['remote "name"']`, `key = value`, `#` comments.
 *
 * @returns values by section and key; empty when there is no file
 * @throws version.config-invalid, base.file-unreadable
 */
export async function readDvcConfig(file: string): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const sections = new Map<string, Map<string, string>>()
  let section = new Map<string, string>()
  for (const [index, line] of (await textOrEmpty(file)).split(/\r?\n/).entries()) {
    const text = line.trim()
    if (text === "" || text.startsWith("#")) continue
    const name = /^\[(.*)\]\s*(?:#.*)?$/.exec(text)?.[1]
    const pair = /^([^=]+?)\s*=\s*(.*)$/.exec(text)
    if (name !== undefined) {
      section = sections.get(unquote(name)) ?? new Map()
      sections.set(unquote(name), section)
    } else if (pair !== null) section.set(pair[1] ?? "", unquote(withoutComment(pair[2] ?? "")))
    else throw configInvalid(file, index + 1)
  }
  return sections
}

function withoutComment(value: string): string {
  return /^(["']).*?\1/.exec(value)?.[0] ?? value.replace(/\s+#.*$/, "")
}

function unquote(text: string): string {
  return /^(["'])(.*)\1$/.exec(text.trim())?.[2] ?? text.trim()
}

async function textOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return ""
    throw knownFileError(error, "read", file)
  }
}
