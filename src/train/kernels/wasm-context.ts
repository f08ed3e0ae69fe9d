import type { JobRunner } from "./job.ts"
import type { Buffers } from "./kernels.ts"
import type { LinearMemory } from "./linear-memory.ts"

/** What the parts of the WebAssembly path share. */
export interface WasmContext {
  readonly linear: LinearMemory
  readonly runner: JobRunner
  readonly threads: number
  readonly state: { used?: UsedBuffers }
}

interface UsedBuffers {
  readonly buffers: Buffers
  /** Records of tasks, as numbers and as integers. */
  readonly results: Float64Array
  readonly marks: Int32Array
  /** Leaves or nodes of a tree to add. */
  readonly table: Uint8Array
}

/** Features a task reads at once. */
export const featuresPerTask = 4
/** Bytes of a node in the table of a tree. */
export const nodeBytes = 24
