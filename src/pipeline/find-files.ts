import { existsSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { withFileErrors } from "../base/index.ts"
import { pointerPathOf } from "../version/index.ts"

/**
 * Every `dvc.yaml` of a repository, that of the top folder first. Hidden folders, data that a `.dvc` file tracks, installed
 * packages and other repositories are not searched.
 *
 * @returns absolute paths
 * @throws base.file-unreadable
 */
export async function findFiles(folder: string): Promise<readonly string[]> {
  const entries = await withFileErrors("read", folder, () => readdir(folder, { withFileTypes: true }))
  const own = entries.some((entry) => entry.name === "dvc.yaml" && entry.isFile()) ? [join(folder, "dvc.yaml")] : []
  const pointers = new Set(entries.flatMap(({ name }) => (name.endsWith(".dvc") ? [name] : [])))
  const below = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !installed.has(entry.name))
    .filter(({ name }) => !pointers.has(pointerPathOf(name)))
    .map(({ name }) => join(folder, name))
    .filter((path) => !existsSync(join(path, ".dvc")))
  return [...own, ...(await Promise.all(below.map(findFiles))).flat()]
}

const installed: ReadonlySet<string> = new Set(["node_modules", "__pycache__", "site-packages"])
