import { existsSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import { withFileErrors } from "../base/index.ts"
import {
  commitTree,
  commitWorkspace,
  dropFromReflog,
  type Environment,
  pushOnReflog,
  reflogOf,
  removeWorktree,
  topOf,
} from "../version/index.ts"
import { experimentRefs } from "./experiment.ts"
import { inQueue } from "./in-queue.ts"
import { packArguments, type RunArguments } from "./packed-arguments.ts"
import { removeMessages, sendMessage, waitingMessages } from "./queue-messages.ts"
import { argumentsPath, placeOf } from "./queued-files.ts"

/** An experiment that waits to be run, or that failed when it was. */
export interface Queued {
  readonly name: string
  /** The commit it varies. */
  readonly baseline: string
  /** The commit its files are based on. */
  readonly head: string
  /** The commit that has its files. */
  readonly stash: string
  readonly state: "queued" | "failed"
  /** Paths to be copied into the folder it runs in. */
  readonly copyPaths: readonly string[]
  /** Of the commit it becomes; DVC's own when left out. */
  readonly message?: string | undefined
}

export interface QueueRequest {
  readonly name: string
  readonly baseline: string
  readonly run: RunArguments
  /** Contents that take the place of those in the workspace, by absolute path. */
  readonly contents: ReadonlyMap<string, string>
  /** Files of the workspace that go in although git does not know them yet. */
  readonly also: readonly string[]
  readonly copyPaths: readonly string[]
  readonly message?: string | undefined
}

/**
 * Put an experiment into the queue: the files of the workspace as a commit in DVC's own stash of experiments, which runs and
 * lists it as well. The workspace stays as it is.
 *
 * @throws version.git-failed, base.disk-full, base.folder-read-only
 */
export async function enqueue(root: string, request: QueueRequest, environment: Environment): Promise<Queued> {
  const { name, baseline, run, contents, also, copyPaths } = request
  const top = await topOf(root)
  const message = `dvc-exp:${baseline}:${baseline}:${name}`
  const variables = { DVC_EXP_BASELINE_REV: baseline, DVC_EXP_NAME: name, DVC_ROOT: root }
  const packed = packArguments(run, variables)
  // A commit of a stash has a second parent, the index of its time.
  const index = await commitTree(root, { tree: `${baseline}^{tree}`, parents: [baseline], message: `index on ${name}` })
  const stash = await commitWorkspace(
    root,
    {
      parents: [baseline, index],
      message,
      also,
      contents: new Map<string, string | Uint8Array>([...contents, [join(root, argumentsPath), packed]]),
    },
    environment,
  )
  await inQueue(root, () => pushOnReflog(root, queueRef, { commit: stash, message }))
  const queued = { stash, baseline, head: baseline, name, copyPaths }
  await sendMessage({ root, top }, { ...queued, message: request.message })
  return { ...queued, state: "queued", message: request.message }
}

/**
 * The experiments that wait, the oldest first, then those that failed.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function listQueued(root: string): Promise<readonly Queued[]> {
  const messages = await waitingMessages(root)
  const waiting = await stashed(root, queueRef, "queued")
  const failed = await stashed(root, failedRef, "failed")
  return [...waiting, ...failed].map((one) => {
    const { copyPaths = [], message } = messages.get(one.stash) ?? {}
    return { ...one, copyPaths, message }
  })
}

/**
 * Take experiments out of the queue, or out of those that failed, with what a run that was killed left of them.
 *
 * @throws version.git-failed, experiment.queue-busy
 */
export async function dequeue(root: string, { stash, state }: Queued): Promise<void> {
  await inQueue(root, () => dropFromReflog(root, state === "queued" ? queueRef : failedRef, stash))
  await removeMessages(root, stash)
  await removeWorktree(root, placeOf(root, stash))
}

/**
 * Clear away the folders of experiments that wait no longer: what was killed between its last steps left them.
 *
 * @throws version.git-failed, base.folder-read-only
 */
export async function sweepQueued(root: string): Promise<void> {
  const folder = dirname(placeOf(root, "any"))
  if (!existsSync(folder)) return
  const waiting = new Set((await listQueued(root)).map(({ stash }) => stash))
  for (const name of await withFileErrors("read", folder, () => readdir(folder)))
    if (/^[0-9a-f]{40,64}$/.test(name) && !waiting.has(name)) await removeWorktree(root, join(folder, name))
}

/**
 * Put a queued experiment among those that failed.
 *
 * @throws version.git-failed, experiment.queue-busy
 */
export async function markFailed(root: string, queued: Queued): Promise<void> {
  const { stash, head, baseline, name } = queued
  const message = `dvc-exp:${head}:${baseline}:${name}`
  await inQueue(root, () => pushOnReflog(root, failedRef, { commit: stash, message }))
  await dequeue(root, queued)
}

async function stashed(
  root: string,
  ref: string,
  state: Queued["state"],
): Promise<readonly Omit<Queued, "copyPaths">[]> {
  const entries = await reflogOf(root, ref)
  return entries.toReversed().flatMap(({ commit, message }) => {
    const [, head, baseline, name] = /^dvc-exp:([0-9a-f]+):([0-9a-f]+):([^:]*)(?::.+)?$/.exec(message) ?? []
    if (head === undefined || baseline === undefined) return []
    return [{ name: name || commit.slice(0, 7), baseline, head, stash: commit, state }]
  })
}

const queueRef = `${experimentRefs}/celery/stash`
const failedRef = `${experimentRefs}/celery/failed`
