import { availableParallelism } from "node:os"
import type { Kernels } from "./kernels.ts"
import { scriptKernels } from "./script.ts"
import { wasmKernels } from "./wasm.ts"

export interface KernelsNeed {
  /** Rows x features of the table. */
  readonly cells: number
  /** Memory the trees will take, about. */
  readonly bytes: number
  /** Most threads, where the table is large enough to gain; `auto`: as many as there are cores, but few. */
  readonly threads: "auto" | number
}

/** WebAssembly where the table fits into what 32-bit addresses reach, TypeScript otherwise; both grow the same trees. */
export function openKernels({ cells, bytes, threads }: KernelsNeed): Kernels {
  if (bytes > mostBytes) return scriptKernels()
  if (!isShared(cells)) return wasmKernels(1)
  return wasmKernels(threads === "auto" ? Math.min(availableParallelism(), mostThreads) : threads)
}

/** Whether a table of so many rows x features is large enough for threads to share the work of a tree. */
export function isShared(cells: number): boolean {
  return cells >= cellsWorthThreads
}

const mostBytes = 3.5 * 2 ** 30
/** Below it a leaf's work is over before another thread is awake. */
const cellsWorthThreads = 2_500_000
/** More threads than this wait for each other at every leaf. */
const mostThreads = 8
