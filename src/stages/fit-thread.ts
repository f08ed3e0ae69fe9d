import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Worker } from "node:worker_threads"
import type { CrewStart } from "../train/index.ts"
import type { StageSettings } from "./context.ts"

/** What a thread that fits candidates is started with. */
export interface FitThreadData {
  readonly start: CrewStart
  readonly primary: string
  readonly task: StageSettings["task"]
}

type FitThreadSettings = Pick<StageSettings, "task"> & { readonly evaluate: Pick<StageSettings["evaluate"], "primary"> }

/** Starts threads that try candidates, see `TrainEffects.startThread`. */
export function startFitThread({ evaluate, task }: FitThreadSettings): (start: CrewStart) => Worker {
  return (start) => {
    const workerData: FitThreadData = { start, primary: evaluate.primary, task }
    return new Worker(workerFile(), { workerData })
  }
}

/** Beside this file in the sources, at the top of the built package. */
function workerFile(): string {
  const places = ["./fit-worker.ts", "./fit-worker.js", "../fit-worker.js"]
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  return files.find((file) => existsSync(file)) ?? files[0]!
}
