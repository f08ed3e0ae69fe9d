import { existsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { projectPaths } from "../stages/index.ts"

/** Where relative paths of a table start, and where what does not fit in memory goes: the project's own folder if there is one. */
export function placesOf(root: string): { readonly root: string; readonly temporary: string } {
  const own = join(root, projectPaths.machine)
  return {
    root,
    temporary: existsSync(own) ? join(root, projectPaths.temporary) : join(tmpdir(), `mlwright-${process.pid}`),
  }
}
