import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { basename, join } from "node:path"
import { readText, withFileErrors } from "../../base/index.ts"
import { cacheHolds, checkoutFromCache, openWorkspace } from "../../version/index.ts"
import { revisionTree, type Tree, workspaceTree } from "../graph/tree.ts"
import { lockPathOf, parseLock } from "../lock/lock-file.ts"
import { loadFrom, loadPipeline } from "./load.ts"
import type { Pipeline } from "./stage.ts"
import { metricsOf, paramsOf, type TextOf, type Values } from "./values.ts"

/**
 * Metrics or params of a repository as they are, or as a commit has them; metrics that git does not keep are taken from the
 * cache.
 *
 * @param revision as git takes it; the files as they are when left out
 * @throws those of `loadPipeline` and of `readLockFile`, pipeline.params-unreadable
 */
export async function valuesAt(root: string, kind: "metrics" | "params", revision?: string): Promise<Values> {
  const tree = revision === undefined ? workspaceTree(root) : revisionTree(root, revision)
  const pipeline = await (revision === undefined ? loadPipeline(root) : loadFrom(tree, root))
  const textOf = textsOf(pipeline, tree)
  return kind === "metrics" ? metricsOf(pipeline, textOf) : paramsOf(pipeline, textOf)
}

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
  if (locked === undefined || !(await cacheHolds(workspace, locked))) return undefined
  const temporary = join(pipeline.root, ".dvc", "tmp")
  await withFileErrors("write", temporary, () => mkdir(temporary, { recursive: true }))
  const folder = await mkdtemp(join(temporary, `values-${process.pid}-`))
  try {
    const copy = join(folder, basename(path))
    await checkoutFromCache(workspace, locked, copy)
    return await readText(copy)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
