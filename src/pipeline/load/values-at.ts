import { basename, sep } from "node:path"
import { KnownError, readText } from "../../base/index.ts"
import { isFolder, isTrusted, objectPath, openWorkspace } from "../../version/index.ts"
import { revisionTree, type Tree, workspaceTree } from "../graph/tree.ts"
import { lockPathOf, parseLock } from "../lock/lock-file.ts"
import { loadFrom, loadPipeline } from "./load.ts"
import type { Pipeline } from "./stage.ts"
import { metricsOf, paramsOf, scoresIn, type TextOf, type Values, valuesOfFiles } from "./values.ts"

/** Which metrics or params are read. */
export interface ValuesChoice {
  /** As git takes it; the files as they are when left out. */
  readonly revision?: string | undefined
  /** Absolute paths that take the place of what the pipeline names: files, and with `recursive` folders of them. */
  readonly files?: readonly string[] | undefined
  readonly recursive?: boolean | undefined
  /** Of params those that stages depend on alone. */
  readonly onlyRead?: boolean | undefined
}

/**
 * Metrics or params of a repository as they are, or as a commit has them; metrics that git does not keep are taken from the
 * cache.
 *
 * @throws those of `loadPipeline` and of `readLockFile`, pipeline.params-unreadable
 */
export async function valuesAt(
  root: string,
  kind: "metrics" | "params",
  { revision, files = [], recursive = false, onlyRead = false }: ValuesChoice = {},
): Promise<Values> {
  const tree = revision === undefined ? workspaceTree(root) : revisionTree(root, revision)
  const needsPipeline = revision === undefined && files.length === 0
  const pipeline = await (needsPipeline ? loadPipeline(root) : loadFrom(tree, root))
  const textOf = textsOf(pipeline, tree)
  if (files.length === 0) return kind === "metrics" ? metricsOf(pipeline, textOf) : paramsOf(pipeline, textOf, onlyRead)
  const values = await named({ pipeline, tree }, { files, recursive }, textOf)
  return kind === "metrics" ? scoresIn(values) : values
}

async function named(
  { pipeline, tree }: { readonly pipeline: Pipeline; readonly tree: Tree },
  { files, recursive }: { readonly files: readonly string[]; readonly recursive: boolean },
  textOf: TextOf,
): Promise<Values> {
  const { root } = pipeline
  if (!recursive) return valuesOfFiles(root, files, textOf)
  const [folders, others] = [files.filter(isFolder), files.filter((file) => !isFolder(file))]
  return { ...(await valuesBelow({ pipeline, tree }, folders, textOf)), ...(await valuesOfFiles(root, others, textOf)) }
}

/** What can be read as a map of values, of all files below folders. */
async function valuesBelow(
  { pipeline, tree }: { readonly pipeline: Pipeline; readonly tree: Tree },
  folders: readonly string[],
  textOf: TextOf,
): Promise<Values> {
  const found: Record<string, Values[string]> = {}
  const made = pipeline.stages.flatMap(({ outs }) => outs.filter(({ kind }) => kind === "metric"))
  for (const folder of folders) {
    const below = made.map(({ file }) => file).filter((file) => file.startsWith(folder + sep))
    const files = [...new Set([...below, ...(await tree.filesBelow(folder))])]
    for (const file of files.filter((path) => holdsValues.test(path) && basename(path) !== "dvc.yaml"))
      Object.assign(found, await valuesOfFiles(pipeline.root, [file], textOf).catch(leaveOut))
  }
  return found
}

/** A file that was not named, such as a list, need not be one of values. */
function leaveOut(error: unknown): Values {
  if (error instanceof KnownError && error.code === "pipeline.params-unreadable") return {}
  throw error
}

const holdsValues = /\.(?:json|ya?ml|toml)$/

/** The texts of a tree, and of outputs that git does not keep out of the cache. */
export function textsOf(pipeline: Pipeline, tree: Tree): TextOf {
  return async (path) => (await tree.textOf(path)) ?? keptText(pipeline, tree, path)
}

/** The text of an output as the lock of its stage names it. */
async function keptText(pipeline: Pipeline, tree: Tree, path: string): Promise<string | undefined> {
  const stage = pipeline.stages.find(({ outs }) => outs.some(({ file }) => file === path))
  if (stage === undefined) return undefined
  const lockPath = lockPathOf(stage)
  const { stages } = parseLock((await tree.textOf(lockPath)) ?? "", lockPath)
  const written = stage.outs.find(({ file }) => file === path)?.path
  const locked = stages.get(stage.key)?.outs.find((out) => out.path === written)
  const workspace = await openWorkspace(pipeline.root)
  if (locked === undefined || locked.isDir || !(await isTrusted(workspace, locked))) return undefined
  return readText(objectPath(workspace, locked))
}
