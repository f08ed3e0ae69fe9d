import { createWriteStream, existsSync } from "node:fs"
import { mkdir, readdir, readFile, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { isPlainObject, withFileErrors, writeFileAtomic } from "../base/index.ts"
import { placeOf } from "./queued-files.ts"

/** What lies beside the folder of a queued experiment, and stays after it. */
interface TaskFiles {
  /** Held while it is being run. */
  readonly lock: string
  /** What its stages printed. */
  readonly log: string
  /** Made by who wants it to end. */
  readonly kill: string
  /** Written when it has become an experiment. */
  readonly done: string
}

/** A queued experiment that has become one. */
export interface DoneTask {
  readonly name: string
  readonly stash: string
}

export function taskFiles(root: string, stash: string): TaskFiles {
  const place = placeOf(root, stash)
  return { lock: `${place}.lock`, log: `${place}.log`, kill: `${place}.kill`, done: `${place}.done.json` }
}

/** Locks of the processes that work off the queue lie here, and the file that asks them to end. */
export function workerFolder(root: string): string {
  return dirname(placeOf(root, "any"))
}

/** A log that is begun anew. @returns a function that adds to it, and one that closes it */
export async function openLog(
  root: string,
  stash: string,
): Promise<{ readonly write: (text: string) => void; readonly close: () => Promise<void> }> {
  const { log } = taskFiles(root, stash)
  await withFileErrors("write", log, () => mkdir(dirname(log), { recursive: true }))
  const stream = createWriteStream(log)
  const failed = new Promise<never>((_, reject) => stream.once("error", reject))
  failed.catch(() => {}) // told by close
  return {
    write: (text) => void stream.write(text),
    close: () =>
      withFileErrors("write", log, () =>
        Promise.race([failed, new Promise<void>((settle) => stream.end(() => settle()))]),
      ),
  }
}

/** @throws base.disk-full, base.folder-read-only */
export async function markDone(root: string, { name, stash }: DoneTask): Promise<void> {
  await writeFileAtomic(taskFiles(root, stash).done, `${JSON.stringify({ name, stash })}\n`)
}

/** What was run here and has become an experiment, as long as nobody takes the note away. */
export async function listDone(root: string): Promise<readonly DoneTask[]> {
  const folder = workerFolder(root)
  if (!existsSync(folder)) return []
  const names = await withFileErrors("read", folder, () => readdir(folder))
  const read = names
    .filter((name) => name.endsWith(".done.json"))
    .map(async (file): Promise<readonly DoneTask[]> => {
      const note: unknown = JSON.parse(await readFile(join(folder, file), "utf8"))
      return isPlainObject(note) ? [{ name: String(note["name"]), stash: String(note["stash"]) }] : []
    })
  return (await Promise.all(read)).flat()
}

/** Forget what was printed and how it ended. */
export async function removeTaskFiles(root: string, stash: string): Promise<void> {
  for (const path of Object.values(taskFiles(root, stash)))
    await withFileErrors("write", path, () => rm(path, { force: true }))
}
