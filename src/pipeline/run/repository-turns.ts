import {
  acquireRepositoryLock,
  type BusyPaths,
  claimPaths,
  type RepositoryLock,
  type Workspace,
} from "../../version/index.ts"
import { oneAfterTheOther } from "./in-turn.ts"

/**
 * DVC's lock on a repository as a run needs it: held while anything of the run looks at files, the cache or the locks, and
 * released while nothing but stages' commands are at work, whose paths are claimed meanwhile. So another command goes on beside a
 * long stage, also one that the stage itself calls.
 */
export interface RepositoryTurns {
  /** Work under the lock. */
  under<T>(work: () => Promise<T>): Promise<T>
  /** Run a command out of work under the lock: without it, with the paths claimed. */
  beside<T>(paths: BusyPaths, command: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface TurnOptions {
  /** Called when another process is waited for; 0 when it is not known which. */
  readonly onWait?: ((pid: number) => void) | undefined
  /** The command, for those who find the paths busy. */
  readonly about: string
}

/** @throws version.repository-busy, from each of its calls */
export function openTurns(workspace: Workspace, { onWait, about }: TurnOptions): RepositoryTurns {
  let working = 0
  let commands = 0
  let lock: Promise<RepositoryLock> | undefined
  const inTurn = oneAfterTheOther() // the lock keeps other processes away from the list of claims, not stages side by side
  const enter = async (): Promise<void> => {
    working++
    lock ??= acquireRepositoryLock(workspace, { onWait })
    try {
      await lock
    } catch (error) {
      working--
      lock = undefined
      throw error
    }
  }
  const release = async (): Promise<void> => {
    const held = lock
    lock = undefined
    await (await held)?.release()
  }
  const leave = async (): Promise<void> => {
    working--
    // Between two stages it stays: to take it costs a process.
    if (working === 0 && commands > 0) await release()
  }
  return {
    under: async (work) => {
      await enter()
      try {
        return await work()
      } finally {
        await leave()
      }
    },
    beside: async (paths, command) => {
      const unclaim = await inTurn(() => claimPaths(workspace, paths, about))
      commands++
      await leave()
      try {
        return await command()
      } finally {
        await enter()
        commands--
        await inTurn(unclaim)
      }
    },
    close: release,
  }
}
