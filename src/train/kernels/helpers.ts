import { Worker } from "node:worker_threads"
import type { WasmMemory, WasmModule } from "./web-assembly.ts"

export interface HelpersStart {
  readonly module: WasmModule
  readonly memory: WasmMemory
  readonly count: number
}

/** Threads that take tasks from the shared memory until they are told to stop. They hold no process open. */
export function startHelpers({ module, memory, count }: HelpersStart): { close(): void } {
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(helperScript, { eval: true, workerData: { module, memory } })
    worker.unref()
    return worker
  })
  return {
    close: () => {
      for (const worker of workers) void worker.terminate()
    },
  }
}

/** All of it is in the assembly; a script in a string needs no file beside the bundle. */
const helperScript = `
const { workerData: { module, memory } } = require("node:worker_threads")
new WebAssembly.Instance(module, { env: { memory } }).exports.serve()
`
