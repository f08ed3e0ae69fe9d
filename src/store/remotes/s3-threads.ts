import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { workerFile } from "../objects/worker-file.ts"
import { gathered } from "./gathered.ts"
import type { S3Requests } from "./s3-requests.ts"
import type { Signing } from "./s3-signature.ts"
import type { S3Answer, S3Order } from "./s3-work.ts"

export interface ThreadOrder {
  readonly number: number
  readonly order: S3Order
  readonly signing: Signing
}

export interface ThreadAnswer {
  readonly number: number
  readonly answer: S3Answer
}

/** Threads that move objects. They start when the first work comes. */
export interface S3Threads {
  /** @returns bytes of the object, or of the part that was written */
  do(order: S3Order): Promise<number>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * @param opening who says where to, and who asks
 * @param count of threads, at least one
 */
export function s3Threads(opening: () => Promise<S3Requests>, count: number): S3Threads {
  const threads: Thread[] = []
  let next = 0
  return {
    do: async (order) => {
      const requests = await opening()
      const signing = await requests.signing()
      const index = next++ % count
      threads[index] ??= startThread(requests)
      return requests.meant(await threads[index].do(order, signing))
    },
    [Symbol.asyncDispose]: async () => void (await Promise.all(threads.map(({ end }) => end()))),
  }
}

interface Thread {
  do(order: S3Order, signing: Signing): Promise<S3Answer>
  end(): Promise<unknown>
}

function startThread({ line }: S3Requests): Thread {
  const worker = new Worker(workerFile("s3-worker", import.meta.url), { workerData: line })
  const waiting = new Map<number, { resolve: (answer: S3Answer) => void; reject: (error: unknown) => void }>()
  let count = 0
  const post = gathered<ThreadOrder>((orders) => worker.postMessage(orders))
  worker.on("message", (answers: readonly ThreadAnswer[]) => {
    for (const { number, answer } of answers) {
      waiting.get(number)?.resolve(answer)
      waiting.delete(number)
    }
  })
  let over: { readonly why: unknown } | undefined
  const giveUp = (why: unknown): void => {
    over ??= { why }
    for (const { reject } of waiting.values()) reject(over.why)
    waiting.clear()
  }
  worker.on("error", giveUp)
  worker.on("exit", () => giveUp(new Error("the thread that moves objects ended")))
  return {
    do: (order, signing) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) return reject(over.why)
        const number = count++
        waiting.set(number, { resolve, reject })
        post({ number, order, signing })
      }),
    end: () => worker.terminate(),
  }
}

/** For many small objects, each of which costs computing; a large one only keeps the network busy. */
export const mostThreads = Math.max(1, Math.min(3, availableParallelism() - 1))
