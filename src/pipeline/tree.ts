import { existsSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { readText } from "../base/index.ts"
import { fileAtRevision, filesAtRevision } from "../version/index.ts"
import { findFiles } from "./find-files.ts"

/** The text files of a repository, as they are on disk or as a commit has them. */
export interface Tree {
  /**
   * @param path absolute
   * @returns undefined when there is no such file
   */
  textOf(path: string): Promise<string | undefined>
  /** Absolute path of every `dvc.yaml`. */
  pipelines(): Promise<readonly string[]>
}

/** Files as they are on disk. */
export function workspaceTree(root: string): Tree {
  return {
    textOf: async (path) => (existsSync(path) ? readText(path) : undefined),
    pipelines: async () => (await findFiles(root)).pipelines,
  }
}

/** Files as a commit has them. */
export function revisionTree(root: string, revision: string): Tree {
  return {
    textOf: async (path) => {
      const bytes = await fileAtRevision(root, revision, relative(root, path).split(sep).join("/"))
      return bytes === undefined ? undefined : Buffer.from(bytes).toString("utf8")
    },
    pipelines: async () => {
      const files = await filesAtRevision(root, revision)
      return files.filter((file) => /(?:^|\/)dvc\.yaml$/.test(file)).map((file) => join(root, file))
    },
  }
}
