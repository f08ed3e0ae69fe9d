import { existsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { projectPaths } from "../stages/index.ts"
import type { TableOptions } from "../table/index.ts"
import { readEnvironment } from "./environment.ts"

/**
 * Where relative paths of a table start, where what does not fit in memory goes (the project's own folder if there is one), and the
 * environment, which an address may name.
 */
export function placesOf(root: string): Pick<TableOptions, "root" | "temporary" | "variables"> {
  const own = join(root, projectPaths.machine)
  return {
    root,
    temporary: existsSync(own) ? join(root, projectPaths.temporary) : tmpdir(),
    variables: readEnvironment(root).variables,
  }
}
