import { join } from "node:path"
import { addWorktree, fileAtRevision } from "../version/index.ts"
import { queuedUnreadable } from "./errors.ts"
import { type RunArguments, unpackArguments } from "./packed-arguments.ts"

/** What names the files of a queued experiment; see `Queued`. */
interface Stashed {
  readonly name: string
  readonly head: string
  readonly stash: string
}

/** How the pipeline of a queued experiment is to be run. */
export async function argumentsOf(root: string, { name, stash }: Stashed): Promise<RunArguments> {
  const bytes = await fileAtRevision(root, stash, argumentsPath)
  if (bytes === undefined) throw queuedUnreadable(name, "its commit does not say how it is to be run")
  const run = unpackArguments(bytes)
  if (run === undefined) throw queuedUnreadable(name, `"${argumentsPath}" of its commit holds more than plain values`)
  return run
}

/**
 * A folder of its own for a queued experiment, with its files; the commit it varies is checked out there.
 *
 * @returns the folder that is to it what `root` is to the repository
 * @throws version.git-failed, base.disk-full
 */
export function openQueued(root: string, { stash, head }: Stashed): Promise<string> {
  return addWorktree(root, placeOf(root, stash), { files: stash, head })
}

/** Where a queued experiment is run; the lock of its run lies beside it. */
export function placeOf(root: string, stash: string): string {
  return join(root, ".dvc", "tmp", "exps", "mlwright", stash)
}

/** Where DVC wants to find it. */
export const argumentsPath = ".dvc/tmp/repro.dat"
