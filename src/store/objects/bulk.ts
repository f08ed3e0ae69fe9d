import { availableParallelism } from "node:os"
import { SHARE_ENV, Worker } from "node:worker_threads"
import { type BulkAnswer, type BulkOrder, doMany } from "./bulk-chunk.ts"
import type { BulkDone, BulkFault, BulkItem, BulkWork } from "./bulk-work.ts"
import { workerFile } from "./worker-file.ts"

export interface BulkOptions {
  /** Bytes of all files together, as far as known: what is much is spread over threads. */
  readonly bytes?: number
  /** Go on after a failure; its fault stands in the answer. */
  readonly goOn?: boolean
  /** Called with the number of files that are done. */
  readonly onDone?: ((files: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Do the same with many files. Few are done in this thread; many small or some large ones in worker threads, whose calls
 * to the operating system run side by side.
 *
 * @returns one answer for each item in their order; without `goOn` the answers end with the first fault of each thread
 */
export async function inBulk(
  items: readonly BulkItem[],
  work: BulkWork,
  options: BulkOptions = {},
): Promise<BulkAnswer> {
  const { bytes = 0, goOn = false, onDone, signal } = options
  const isMuch = items.length >= manyFiles || (items.length > 1 && bytes >= manyBytes)
  const chunks = chunksOf(items, isMuch ? bytes : 0)
  const answers: BulkAnswer[] = []
  let next = 0
  let failed = false
  const workOff = async (run: (order: BulkOrder) => Promise<BulkAnswer>): Promise<void> => {
    while (next < chunks.length && !failed) {
      signal?.throwIfAborted()
      const index = next++
      const answer = await run({ work, items: chunks[index] ?? [], goOn })
      answers[index] = answer
      if (!goOn && answer.some(isFault)) failed = true
      onDone?.(answer.length)
    }
  }
  if (!isMuch) await workOff(doMany)
  else await withThreads(Math.min(threads, chunks.length), workOff)
  return answers.flat()
}

/** Start the threads that so many files will need, while the list of them is still being made. */
export function wakeThreads(files: number): void {
  if (files < manyFiles) return
  while (idle.length < threads) keepIdle(startWorker())
}

export function isFault(answer: BulkDone | BulkFault): answer is BulkFault {
  return "code" in answer
}

/** Threads that are idle wait a moment for more work: a command does several such jobs, and each start costs. */
async function withThreads(
  count: number,
  workOff: (run: (order: BulkOrder) => Promise<BulkAnswer>) => Promise<void>,
): Promise<void> {
  const workers = Array.from({ length: count }, () => takeWorker())
  try {
    await Promise.all(workers.map((worker) => workOff((order) => answerOf(worker, order))))
    for (const worker of workers) keepIdle(worker)
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()))
    throw error
  }
}

function takeWorker(): Worker {
  const waiting = idle.pop()
  if (waiting === undefined) return startWorker()
  clearTimeout(waiting.end)
  waiting.worker.ref()
  return waiting.worker
}

function startWorker(): Worker {
  return new Worker(workerFile("bulk-worker", import.meta.url), { env: SHARE_ENV, trackUnmanagedFds: false })
}

function keepIdle(worker: Worker): void {
  worker.unref()
  const end = setTimeout(() => {
    idle.splice(
      idle.findIndex((waiting) => waiting.worker === worker),
      1,
    )
    void worker.terminate()
  }, idleMs).unref()
  idle.push({ worker, end })
}

/** None of them keeps the process from ending. */
const idle: { readonly worker: Worker; readonly end: NodeJS.Timeout }[] = []
const idleMs = 2_000

function answerOf(worker: Worker, order: BulkOrder): Promise<BulkAnswer> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject)
    worker.once("message", (answer: BulkAnswer) => {
      worker.off("error", reject)
      resolve(answer)
    })
    worker.postMessage(order)
  })
}

/** Small enough that threads end at about the same time, large enough that messages do not count. */
function chunksOf(items: readonly BulkItem[], bytes: number): readonly (readonly BulkItem[])[] {
  const size = items.length === 0 || bytes / items.length < 1 << 20 ? chunkFiles : 1
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** From here on starting threads, some 30 ms, is won back. */
const manyFiles = 2_000
const manyBytes = 64 << 20
const chunkFiles = 250
const threads = Math.min(4, availableParallelism())
