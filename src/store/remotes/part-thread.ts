import { Worker } from "node:worker_threads"
import { workerFile } from "../objects/worker-file.ts"
import type { ObjectRequest, S3Requests, SignedRequest } from "./s3-requests.ts"

/** What the thread is told: send this, write the answer to an open file from there on. */
export interface PartOrder {
  readonly number: number
  readonly signed: SignedRequest
  readonly fd: number
  readonly from: number
}

export type PartAnswer = { readonly number: number } & (
  | { readonly kind: "written"; readonly bytes: number }
  | { readonly kind: "refused"; readonly status: number; readonly date: string | undefined; readonly text: string }
  | { readonly kind: "failed"; readonly code: string; readonly message: string }
)

/** A thread that fetches parts of large objects into open files. */
export interface PartThread {
  /** @returns bytes that were written */
  fetch(part: { readonly request: ObjectRequest; readonly fd: number; readonly from: number }): Promise<number>
  [Symbol.asyncDispose](): Promise<void>
}

/** @param requests who signs what the thread sends */
export function startPartThread(requests: S3Requests): PartThread {
  const worker = new Worker(workerFile("part-worker", import.meta.url))
  const waiting = new Map<number, { resolve: (bytes: number) => void; reject: (error: unknown) => void }>()
  let count = 0
  worker.on("message", (answer: PartAnswer) => {
    const { resolve, reject } = waiting.get(answer.number) ?? {}
    waiting.delete(answer.number)
    if (answer.kind === "written") resolve?.(answer.bytes)
    else if (answer.kind === "refused") reject?.(requests.refusal(answer))
    else reject?.(Object.assign(new Error(answer.message), { code: answer.code }))
  })
  worker.on("error", (error) => {
    for (const { reject } of waiting.values()) reject(error)
  })
  return {
    fetch: async ({ request, fd, from }) => {
      const { protocol, hostname, port, method, path, headers } = await requests.sign(request)
      const order: PartOrder = {
        number: count++,
        signed: { protocol, hostname, port, method, path, headers },
        fd,
        from,
      }
      return new Promise((resolve, reject) => {
        waiting.set(order.number, { resolve, reject })
        worker.postMessage(order)
      })
    },
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  }
}
