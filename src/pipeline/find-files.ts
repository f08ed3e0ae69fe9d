import { existsSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { withFileErrors } from "../base/index.ts"
import { pointerPathOf } from "../version/index.ts"

/** Absolute paths; those of a folder before those below it. */
export interface FoundFiles {
  readonly pipelines: readonly string[]
  readonly pointers: readonly string[]
}

/**
 * Every `dvc.yaml` and `.dvc` file of a repository. Hidden folders, data that a `.dvc` file tracks, installed packages and other
 * repositories are not searched.
 *
 * @throws base.file-unreadable
 */
export async function findFiles(folder: string): Promise<FoundFiles> {
  const entries = await withFileErrors("read", folder, () => readdir(folder, { withFileTypes: true }))
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  const pointers = files.filter((name) => name.endsWith(".dvc"))
  const below = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !installed.has(entry.name))
    .filter(({ name }) => !pointers.includes(pointerPathOf(name)))
    .map(({ name }) => join(folder, name))
    .filter((path) => !existsSync(join(path, ".dvc")))
  const found = await Promise.all(below.map(findFiles))
  return {
    pipelines: [
      ...files.filter((name) => name === "dvc.yaml").map((name) => join(folder, name)),
      ...found.flatMap(({ pipelines }) => pipelines),
    ],
    pointers: [...pointers.toSorted().map((name) => join(folder, name)), ...found.flatMap((inner) => inner.pointers)],
  }
}

const installed: ReadonlySet<string> = new Set(["node_modules", "__pycache__", "site-packages"])
