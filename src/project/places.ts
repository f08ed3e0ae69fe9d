import { accessSync, constants, existsSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { projectPaths } from "../stages/index.ts"
import type { TableOptions } from "../table/index.ts"
import { readEnvironment } from "./environment.ts"

/**
 * Where relative paths of a table start, where what does not fit in memory goes (the project's own folder if there is one that can
 * be written to, else the system's), and the environment, which an address may name.
 */
export function placesOf(root: string): Pick<TableOptions, "root" | "temporary" | "variables"> {
  const own = join(root, projectPaths.machine)
  return {
    root,
    temporary: existsSync(own) && isWritable(own) ? join(root, projectPaths.temporary) : tmpdir(),
    variables: readEnvironment(root).variables,
  }
}

/** Whether files can be made in a folder, or in the nearest one above it where it is not there. */
export function isWritable(folder: string): boolean {
  if (!existsSync(folder) && dirname(folder) !== folder) return isWritable(dirname(folder))
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
