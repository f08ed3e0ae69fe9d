import { existsSync, readdirSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { readText } from "../../base/index.ts"
import { blobsOf, trackersBelow, treeAt } from "../../version/index.ts"

/** The text files of a repository, as they are on disk or as a commit has them. */
export interface Tree {
  /**
   * @param path absolute
   * @returns undefined when there is no such file
   */
  textOf(path: string): Promise<string | undefined>
  /** Absolute path of every `dvc.yaml`. */
  pipelines(): Promise<readonly string[]>
  /** Absolute paths of all files below a folder, those of git and DVC themselves left out. */
  filesBelow(folder: string): Promise<readonly string[]>
}

/** Files as they are on disk. */
export function workspaceTree(root: string): Tree {
  return {
    textOf: async (path) => (existsSync(path) ? readText(path) : undefined),
    pipelines: async () => (await trackersBelow(root)).pipelines,
    filesBelow: async (folder) => (existsSync(folder) ? filesIn(folder) : []),
  }
}

/** Contents of files that were read from git, by their names there; many commits share most of them. */
export type BlobCache = Map<string, string>

/** Files as a commit has them. */
export function revisionTree(root: string, revision: string, known: BlobCache = new Map()): Tree {
  let listed: Promise<ReadonlyMap<string, string>> | undefined
  const blobs = (): Promise<ReadonlyMap<string, string>> =>
    (listed ??= treeAt(root, revision).then((files) => new Map(files.map(({ path, blob }) => [path, blob]))))
  return {
    textOf: async (path) => {
      const blob = (await blobs()).get(relative(root, path).split(sep).join("/"))
      if (blob === undefined) return undefined
      const text = known.get(blob) ?? (await blobsOf(root, [blob])).get(blob)?.toString("utf8") ?? ""
      known.set(blob, text)
      return text
    },
    pipelines: async () => {
      const files = [...(await blobs()).keys()]
      return files.filter((file) => /(?:^|\/)dvc\.yaml$/.test(file)).map((file) => join(root, file))
    },
    filesBelow: async (folder) => {
      const files = [...(await blobs()).keys()].map((file) => join(root, file))
      return files.filter((file) => folder === root || file.startsWith(folder + sep))
    },
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === ".git" || entry.name === ".dvc" ? [] : filesIn(path)
    return entry.isFile() ? [path] : []
  })
}
