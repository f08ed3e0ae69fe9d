import { dirname, join, relative, sep } from "node:path"
import { blobsOf, topOf } from "../../version/index.ts"
import { type BlobCache, revisionTree, type Tree, workspaceTree } from "../graph/tree.ts"
import type { LockPath } from "../lock/lock-entry.ts"
import { lockPathOf, parseLock } from "../lock/lock-file.ts"
import { loadFrom } from "./load.ts"
import type { Pipeline, Stage, StagePath } from "./stage.ts"
import { metricsOf, paramsOf, type Values } from "./values.ts"
import { textsOf } from "./values-at.ts"

/** What a repository says of itself at one time: values, and data by content. */
export interface PipelineRecord {
  readonly params: Values
  readonly metrics: Values
  /** What stages read when they last ran, by path from the root. */
  readonly deps: Readonly<Record<string, RecordedPath>>
  /** What stages made, metrics and plots left out. */
  readonly outs: Readonly<Record<string, RecordedPath & { readonly cache: boolean }>>
}

export interface RecordedPath {
  /** MD5, absent when the stage never ran. */
  readonly md5?: string
  readonly size?: number
  readonly nfiles?: number
}

/** The pipeline of a repository and the texts of its files, as they are or as a commit has them. */
export interface PipelineFiles {
  readonly pipeline: Pipeline
  /** @returns the text of a file by its absolute path, out of the cache when git does not keep it */
  textOf(path: string): Promise<string | undefined>
}

/** @throws those of `loadFile` */
export async function filesAt(root: string, revision?: string, known?: BlobCache): Promise<PipelineFiles> {
  const tree = revision === undefined ? workspaceTree(root) : revisionTree(root, revision, known)
  const pipeline = await loadFrom(tree, root)
  return { pipeline, textOf: textsOf(pipeline, tree) }
}

/**
 * Params, metrics, dependencies and outputs of a repository as they are, or as a commit has them.
 *
 * @param how `known`: contents read before, shared by the records of many commits; `onlyRead`: of params those that stages depend on
 * @throws those of `loadFile` and of `readLockFile`, pipeline.params-unreadable
 */
export async function recordAt(
  root: string,
  revision?: string,
  { known, onlyRead }: { readonly known?: BlobCache; readonly onlyRead?: boolean | undefined } = {},
): Promise<PipelineRecord> {
  const tree = revision === undefined ? workspaceTree(root) : revisionTree(root, revision, known)
  const pipeline = await loadFrom(tree, root)
  const texts = textsOf(pipeline, tree)
  const locked = await locksIn(pipeline, tree)
  const deps: Record<string, RecordedPath> = {}
  const outs: Record<string, RecordedPath & { readonly cache: boolean }> = {}
  for (const stage of pipeline.stages) {
    const entry = locked.get(stage)
    for (const dep of stage.deps) deps[nameOf(root, dep)] = recorded(entry?.deps, dep)
    for (const out of stage.outs)
      if (out.kind === "out") outs[nameOf(root, out)] = { ...recorded(entry?.outs, out), cache: out.cache }
  }
  return { params: await paramsOf(pipeline, texts, onlyRead), metrics: await metricsOf(pipeline, texts), deps, outs }
}

/**
 * Read what the records of many commits stand on with one call of git: the files the pipeline as it is now names. What a commit
 * has besides is read when it is asked for.
 *
 * @throws version.git-failed and those of `loadFile`
 */
export async function readAhead(root: string, commits: readonly string[], known: BlobCache): Promise<void> {
  const { files, stages } = await loadFrom(workspaceTree(root), root)
  const named = files.flatMap(({ path, metrics, params }) => [
    path,
    join(dirname(path), "dvc.lock"),
    ...[...metrics, ...params].map((name) => join(dirname(path), name)),
  ])
  const metrics = stages.flatMap(({ outs }) => outs.filter(({ kind }) => kind === "metric"))
  const read = [...stages.flatMap(({ params }) => params), ...metrics].map(({ file }) => file)
  const top = await topOf(root)
  const paths = [...new Set([...named, ...read, join(root, "params.yaml")])].map((file) => relative(top, file))
  const names = commits.flatMap((commit) => paths.map((path) => `${commit}:${path.split(sep).join("/")}`))
  for (const [name, bytes] of await blobsOf(root, names)) known.set(name, bytes.toString("utf8"))
}

async function locksIn(
  pipeline: Pipeline,
  tree: Tree,
): Promise<ReadonlyMap<Stage, { readonly deps: readonly LockPath[]; readonly outs: readonly LockPath[] }>> {
  const entries = pipeline.files.flatMap(({ stages }) => stages.slice(0, 1)).map(lockPathOf)
  const locks = new Map(
    await Promise.all(
      entries.map(async (path) => [path, parseLock((await tree.textOf(path)) ?? "", path).stages] as const),
    ),
  )
  return new Map(
    pipeline.stages.flatMap((stage) => {
      const entry = locks.get(lockPathOf(stage))?.get(stage.key)
      return entry === undefined ? [] : [[stage, entry] as const]
    }),
  )
}

function recorded(entries: readonly LockPath[] = [], { path }: StagePath): RecordedPath {
  const found = entries.find((entry) => entry.path === path)
  if (found === undefined || found.md5 === "") return {}
  return { md5: found.md5, size: found.size, ...(found.nfiles === undefined ? {} : { nfiles: found.nfiles }) }
}

function nameOf(root: string, { file, isOutside }: StagePath): string {
  if (isOutside === true) return file
  return relative(root, file).split(sep).join("/")
}
