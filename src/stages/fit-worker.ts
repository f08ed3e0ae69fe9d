import { parentPort, workerData } from "node:worker_threads"
import { systemClock } from "../base/index.ts"
import { scoreFor } from "../evaluate/index.ts"
import { serveFits } from "../train/index.ts"
import type { FitThreadData } from "./fit-thread.ts"

/** A thread of the train stage: fits candidates as it is told. */
const { start, primary, task } = workerData as FitThreadData
if (parentPort !== null) serveFits(parentPort, start, { score: scoreFor(primary, task), clock: systemClock })
