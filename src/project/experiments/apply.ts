import { existsSync, lstatSync } from "node:fs"
import { chmod, mkdir, rm, symlink } from "node:fs/promises"
import { dirname, relative } from "node:path"
import { withFileErrors, writeFileAtomic } from "../../base/index.ts"
import { commitOfName, experimentRefs, workspaceChanged } from "../../experiment/index.ts"
import { openRepository, trackedAt } from "../../repository/index.ts"
import {
  acquireRepositoryLock,
  blobNamesOf,
  blobsOf,
  type ChangedFile,
  cacheHolds,
  changedFiles,
  changeRefs,
  checkoutTracked,
  commitNamed,
  commitWorkspace,
  hashPath,
  pushOnReflog,
  type Tracked,
  type Workspace,
} from "../../version/index.ts"
import { shellEnvironment } from "../environment.ts"
import { lockPipeline, type RunEffects, tellWait } from "../run/lock.ts"
import { experimentRoot } from "./run.ts"

export interface Applied {
  readonly commit: string
  /** Files of git that were written or taken away, from the root. */
  readonly files: readonly string[]
  /** Commit that keeps what those files were before. */
  readonly before?: string
}

/**
 * Bring the files and data of an experiment into the workspace; HEAD stays where it is. Files that differ from HEAD are kept
 * first in a commit under DVC's `refs/exps/apply/stash`. What git does not know and the experiment does not have stays.
 *
 * @throws experiment.unknown, experiment.workspace-changed, those of `checkoutTracked`
 */
export async function applyExperiment(
  folder: string,
  { name, force }: { readonly name: string; readonly force: boolean },
  effects: RunEffects = {},
): Promise<Applied> {
  const root = experimentRoot(folder)
  const lock = await lockPipeline(root, effects)
  const repositoryLock = await acquireRepositoryLock({ root }, { onWait: tellWait(effects) })
  try {
    const head = await commitNamed(root, "HEAD")
    const commit = await commitOfName(root, name, head)
    const { workspace } = await openRepository(folder)
    if (!force) await refuseLoss(workspace, await trackedAt({ root }, commit))
    const differing = await filesToWrite(root, { head, commit })
    const before = differing.length === 0 ? undefined : await keepWorkspace(root, { head, commit, name, differing })
    await writeFiles(root, differing)
    const after = await openRepository(folder)
    const chosen = after.tracked.map((tracked) => ({ tracked }))
    await checkoutTracked(after.workspace, chosen, { force: true, all: after.tracked })
    await changeRefs(root, [{ name: `${experimentRefs}/exec/EXEC_APPLY`, to: commit }])
    const files = differing.map(({ file }) => relative(root, file))
    return { commit, files, ...(before === undefined ? {} : { before }) }
  } finally {
    await repositoryLock.release()
    await lock.release()
  }
}

/** Data that would be replaced and is in no cache. */
async function refuseLoss(workspace: Workspace, wanted: readonly Tracked[]): Promise<void> {
  const lost: string[] = []
  for (const { file, path, cache, snapshot } of wanted) {
    if (!cache || snapshot === undefined || !existsSync(file)) continue
    const now = await hashPath(file, workspace)
    if (now.md5 !== snapshot.md5 && !(await cacheHolds(workspace, now))) lost.push(path)
  }
  await workspace.hashes.save()
  if (lost.length > 0) throw workspaceChanged(lost)
}

/** Files in which the workspace differs from the commit. What HEAD does not have, or not so, is not taken away. */
async function filesToWrite(
  root: string,
  { head, commit }: { readonly head: string | undefined; readonly commit: string },
): Promise<readonly ChangedFile[]> {
  const now = await commitWorkspace(root, { parents: [], message: "workspace" }, shellEnvironment())
  const own = head === undefined ? [] : await changedFiles(root, head, now)
  const changed = (await changedFiles(root, now, commit)).filter(
    ({ file, now: wanted }) => wanted !== undefined || !own.some((one) => one.file === file),
  )
  const here = await blobNamesOf(
    root,
    changed.map(({ file }) => file),
  )
  return changed.filter(({ file, now: wanted }) => here.get(file) !== wanted)
}

async function keepWorkspace(
  root: string,
  facts: {
    readonly head: string | undefined
    readonly commit: string
    readonly name: string
    readonly differing: readonly ChangedFile[]
  },
): Promise<string> {
  const { head = "", commit, name, differing } = facts
  const message = `dvc-exp-apply:${head}:${commit}:${name}`
  const also = differing.map(({ file }) => file).filter((file) => existsSync(file))
  const parents = head === "" ? [] : [head]
  const kept = await commitWorkspace(root, { parents, message, also }, shellEnvironment())
  await pushOnReflog(root, `${experimentRefs}/apply/stash`, { commit: kept, message })
  return kept
}

async function writeFiles(root: string, files: readonly ChangedFile[]): Promise<void> {
  const blobs = await blobsOf(root, [...new Set(files.flatMap(({ now }) => now ?? []))])
  for (const { file, now, mode } of files) {
    await withFileErrors("write", file, async () => {
      const content = now === undefined ? undefined : blobs.get(now)
      if (content === undefined) return rm(file, { force: true })
      await mkdir(dirname(file), { recursive: true })
      if (mode === linkMode) {
        await rm(file, { force: true })
        return symlink(content.toString(), file)
      }
      await writeFileAtomic(file, content)
      if (mode === programMode) await chmod(file, lstatSync(file).mode | 0o111)
    })
  }
}

const linkMode = "120000"
const programMode = "100755"
