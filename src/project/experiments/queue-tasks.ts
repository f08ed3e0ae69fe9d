import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { nearest, readText, writeFileAtomic } from "../../base/index.ts"
import {
  listDone,
  listQueued,
  removeTaskFiles,
  taskFiles,
  taskNotRunning,
  taskUnknown,
  taskWithoutLog,
  workerFolder,
} from "../../experiment/index.ts"
import { holderOf } from "../../store/index.ts"
import { factsOf } from "../../version/index.ts"
import { removeExperiments } from "./names.ts"
import { stopPath } from "./queue-worker.ts"
import { experimentRoot } from "./run.ts"

/** An experiment of the queue: one that runs, waits, failed, or has become an experiment. */
export interface QueueTask {
  readonly name: string
  /** Commit that has its files. */
  readonly rev: string
  /** When it was put into the queue, in seconds since 1970; absent when git has lost it. */
  readonly createdAt?: number
  readonly status: "Running" | "Queued" | "Failed" | "Success"
}

export interface QueueState {
  readonly tasks: readonly QueueTask[]
  /** Processes that work it off. */
  readonly workers: readonly number[]
}

/** @throws version.git-failed */
export async function queueState(folder: string): Promise<QueueState> {
  const root = experimentRoot(folder)
  const isRunning = (stash: string): boolean => holderOf(taskFiles(root, stash).lock) !== undefined
  const waiting = (await listQueued(root)).map(({ name, stash, state }) => {
    const status = state === "failed" ? "Failed" : isRunning(stash) ? "Running" : "Queued"
    return { name, rev: stash, status } as const
  })
  const done = (await listDone(root)).map(({ name, stash }) => ({ name, rev: stash, status: "Success" }) as const)
  const all = [...waiting, ...done]
  const known = await factsOf(
    root,
    all.map(({ rev }) => rev),
  ).catch(() => []) // what ran is nobody's any more, and git may have cleared it away
  const times = new Map(known.map(({ commit, committedAt }) => [commit, committedAt]))
  const tasks = all.map((task): QueueTask => {
    const createdAt = times.get(task.rev)
    return { ...task, ...(createdAt === undefined ? {} : { createdAt }) }
  })
  const rank = (task: QueueTask): number => order.indexOf(task.status)
  return { tasks: tasks.toSorted((first, second) => rank(first) - rank(second)), workers: workersOf(root) }
}

/**
 * Ask the processes that work off the queue to end: after what they run now, or at once; what is broken off waits again.
 *
 * @returns the processes
 */
export async function stopQueue(folder: string, atOnce: boolean): Promise<readonly number[]> {
  const root = experimentRoot(folder)
  const workers = workersOf(root)
  for (const pid of workers) {
    await writeFileAtomic(stopPath(root, pid), "")
    if (atOnce) process.kill(pid, "SIGINT")
  }
  return workers
}

/**
 * End experiments that are being run; they count as failed.
 *
 * @throws experiment.task-unknown, experiment.task-not-running
 */
export async function killTasks(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const root = experimentRoot(folder)
  const tasks = await tasksNamed(folder, names)
  for (const { name, status } of tasks) if (status !== "Running") throw taskNotRunning(name, status)
  for (const { rev } of tasks) await writeFileAtomic(taskFiles(root, rev).kill, "")
  return tasks.map(({ name }) => name)
}

/**
 * Where what an experiment of the queue printed is kept, and whether more may come.
 *
 * @throws experiment.task-unknown, experiment.task-without-log
 */
export async function taskLog(
  folder: string,
  name: string,
): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  const [task] = await tasksNamed(folder, [name])
  const { log } = taskFiles(experimentRoot(folder), task!.rev)
  if (!existsSync(log)) throw taskWithoutLog(name, task!.status)
  return { text: await readText(log), isWhole: task!.status !== "Running" }
}

/** Where the locks and logs of the queue lie. */
export function queueFolder(folder: string): string {
  return workerFolder(experimentRoot(folder))
}

/** Which experiments of the queue are meant. */
export interface TaskChoice {
  readonly names: readonly string[]
  readonly statuses: ReadonlySet<QueueTask["status"]>
}

/**
 * Take experiments out of the queue, and forget what they printed; those that have become experiments stay in git.
 *
 * @returns their names
 * @throws experiment.task-unknown, experiment.running
 */
export async function removeTasks(folder: string, { names, statuses }: TaskChoice): Promise<readonly string[]> {
  const root = experimentRoot(folder)
  const { tasks } = await queueState(folder)
  const chosen = new Set([...(await tasksNamed(folder, names)), ...tasks.filter(({ status }) => statuses.has(status))])
  for (const { name, rev, status } of chosen) {
    if (status !== "Success") await removeExperiments(folder, { names: [name], all: false, queued: false })
    await removeTaskFiles(root, rev)
  }
  return [...chosen].map(({ name }) => name)
}

async function tasksNamed(folder: string, names: readonly string[]): Promise<readonly QueueTask[]> {
  if (names.length === 0) return []
  const { tasks } = await queueState(folder)
  return names.map((name) => {
    const task = tasks.find((one) => one.name === name || (name.length >= shortest && one.rev.startsWith(name)))
    if (task !== undefined) return task
    throw taskUnknown(
      name,
      nearest(
        name,
        tasks.map((one) => one.name),
      ),
    )
  })
}

function workersOf(root: string): readonly number[] {
  const folder = workerFolder(root)
  const names = existsSync(folder) ? readdirSync(folder) : []
  return names.flatMap((name) => {
    const holder = /^worker-\d+\.lock$/.test(name) ? holderOf(join(folder, name)) : undefined
    return holder === undefined ? [] : [holder.pid]
  })
}

const order: readonly QueueTask["status"][] = ["Running", "Queued", "Failed", "Success"]

/** Of the beginning of a commit's name. */
const shortest = 4
