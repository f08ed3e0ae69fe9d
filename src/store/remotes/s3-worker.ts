import { parentPort, workerData } from "node:worker_threads"
import { openExchange } from "./exchange.ts"
import { gathered } from "./gathered.ts"
import type { ThreadAnswer, ThreadOrder } from "./s3-threads.ts"
import { type S3Line, s3Work } from "./s3-work.ts"

/**
 * A thread that moves objects. The main thread hashes large ones meanwhile; and blocks from the network are cleared away much
 * quicker in a thread that holds little else.
 */
const { place, ...options } = workerData as S3Line
const opening = openExchange(place, options).then((exchange) => s3Work(place, exchange))
const tell = gathered<ThreadAnswer>((answers) => parentPort?.postMessage(answers))
parentPort?.on("message", async (orders: readonly ThreadOrder[]) => {
  const work = await opening
  for (const { number, order, signing } of orders) void work(order, signing).then((answer) => tell({ number, answer }))
})
