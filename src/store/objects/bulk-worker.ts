import { parentPort } from "node:worker_threads"
import { type BulkAnswer, type BulkOrder, doMany } from "./bulk-chunk.ts"

/** A thread of `inBulk`: takes lists of files, does the work, answers with a list of results. */
parentPort?.on("message", (order: BulkOrder) => {
  void doMany(order).then((answer: BulkAnswer) => parentPort?.postMessage(answer))
})
