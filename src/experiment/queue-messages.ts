import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, rm } from "node:fs/promises"
import { hostname, uptime } from "node:os"
import { join } from "node:path"
import { isPlainObject, withFileErrors, writeFileAtomic } from "../base/index.ts"

/** What a message in DVC's queue says of an experiment. */
export interface QueueMessage {
  readonly stash: string
  readonly baseline: string
  readonly head: string
  readonly name: string
  /** Paths to be copied into the folder it runs in. */
  readonly copyPaths: readonly string[]
  /** Of the commit it becomes. */
  readonly message?: string | undefined
}

/**
 * Put a message into DVC's queue, a folder of files that its workers watch: without it DVC does not see what waits.
 *
 * @param root folder that holds `.dvc/`; `top` that of the git repository
 * @throws base.disk-full, base.folder-read-only
 */
export async function sendMessage(
  { root, top }: { readonly root: string; readonly top: string },
  { stash, baseline, head, name, copyPaths, message: own }: QueueMessage,
): Promise<void> {
  const id = randomUUID()
  const entry = {
    dvc_root: root,
    scm_root: top,
    stash_ref: "refs/exps/celery/stash",
    stash_rev: stash,
    baseline_rev: baseline,
    branch: null,
    name,
    head_rev: head,
  }
  const chain = { callbacks: null, errbacks: null, chain: null, chord: null }
  const body = [[entry], { copy_paths: copyPaths, message: own ?? null }, chain]
  const message = {
    body: Buffer.from(JSON.stringify(body)).toString("base64"),
    "content-encoding": "utf-8",
    "content-type": "application/json",
    headers: {
      lang: "py",
      task: taskName,
      id,
      shadow: null,
      eta: null,
      expires: null,
      group: null,
      group_index: null,
      retries: 0,
      timelimit: [null, null],
      root_id: id,
      parent_id: null,
      argsrepr: "()",
      kwargsrepr: "{}",
      origin: `mlwright@${hostname()}`,
      ignore_result: false,
      replaced_task_nesting: 0,
      stamped_headers: null,
      stamps: {},
    },
    properties: {
      correlation_id: id,
      reply_to: randomUUID(),
      delivery_mode: 2,
      delivery_info: { exchange: "", routing_key: "celery" },
      priority: 0,
      body_encoding: "base64",
      delivery_tag: randomUUID(),
    },
  }
  const folder = waitingFolder(root)
  await withFileErrors("write", folder, () => mkdir(folder, { recursive: true }))
  await withFileErrors("write", folder, () => mkdir(join(folder, "..", "control"), { recursive: true }))
  const exchange = join(folder, "..", "control", "celery.exchange")
  if (!existsSync(exchange)) await writeFileAtomic(exchange, '[["celery", "", "celery"]]')
  await writeFileAtomic(join(folder, `${Math.round(uptime() * 1000)}_${id}.celery.msg`), JSON.stringify(message))
}

/**
 * The messages that wait, by the commits of the stash they are about.
 *
 * @throws base.file-unreadable
 */
export async function waitingMessages(root: string): Promise<ReadonlyMap<string, QueueMessage>> {
  const messages = new Map<string, QueueMessage>()
  for (const { message } of await readMessages(root)) messages.set(message.stash, message)
  return messages
}

/** Take the messages about a commit of the stash out of the queue. */
export async function removeMessages(root: string, stash: string): Promise<void> {
  for (const { file, message } of await readMessages(root))
    if (message.stash === stash) await withFileErrors("write", file, () => rm(file, { force: true }))
}

async function readMessages(
  root: string,
): Promise<readonly { readonly file: string; readonly message: QueueMessage }[]> {
  const folder = waitingFolder(root)
  if (!existsSync(folder)) return []
  const names = (await withFileErrors("read", folder, () => readdir(folder))).filter((name) => name.endsWith(".msg"))
  const read = await Promise.all(
    names.toSorted().map(async (name) => {
      const file = join(folder, name)
      const text = await readFile(file, "utf8").catch(() => "") // a worker of DVC took it meanwhile
      const message = messageOf(text)
      return message === undefined ? [] : [{ file, message }]
    }),
  )
  return read.flat()
}

/** @returns undefined for another task of DVC's worker, such as the one that ends it */
function messageOf(text: string): QueueMessage | undefined {
  const outer = parsed(text)
  if (!isPlainObject(outer) || !isPlainObject(outer["headers"]) || outer["headers"]["task"] !== taskName)
    return undefined
  const body = parsed(Buffer.from(String(outer["body"]), "base64").toString("utf8"))
  if (!Array.isArray(body)) return undefined
  const [args, options] = body as readonly unknown[]
  const [entry] = Array.isArray(args) ? (args as readonly unknown[]) : []
  if (!isPlainObject(entry)) return undefined
  const { stash_rev, baseline_rev, head_rev, name } = entry
  const { copy_paths: paths, message } = isPlainObject(options) ? options : {}
  return {
    stash: String(stash_rev),
    baseline: String(baseline_rev),
    head: String(head_rev ?? baseline_rev),
    name: typeof name === "string" ? name : "",
    copyPaths: Array.isArray(paths) ? paths.map(String) : [],
    message: typeof message === "string" ? message : undefined,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function waitingFolder(root: string): string {
  return join(root, ".dvc", "tmp", "exps", "celery", "broker", "in")
}

const taskName = "dvc.repo.experiments.queue.tasks.run_exp"
