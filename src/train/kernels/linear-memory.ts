import type { Memory } from "./kernels.ts"
import { newSharedMemory, type WasmMemory } from "./web-assembly.ts"

/** One growing memory of WebAssembly, given out from its start upwards. */
export interface LinearMemory extends Memory {
  readonly memory: WasmMemory
  floats(length: number): Float32Array
}

export function newLinearMemory(firstFree: number): LinearMemory {
  const memory = newSharedMemory({ initial: firstPages, maximum: mostPages })
  let top = firstFree
  /** Bytes above it have never been given out and are zero. */
  let highest = firstFree
  const take = (bytes: number): number => {
    const start = Math.ceil(top / line) * line
    const end = start + bytes
    const missing = Math.ceil((end - memory.buffer.byteLength) / pageBytes)
    if (missing > 0) memory.grow(missing)
    if (start < highest) new Uint8Array(memory.buffer, start, Math.min(end, highest) - start).fill(0)
    top = end
    highest = Math.max(highest, end)
    return start
  }
  return {
    memory,
    bytes: (length) => {
      const start = take(length)
      return new Uint8Array(memory.buffer, start, length)
    },
    integers: (length) => {
      const start = take(4 * length)
      return new Int32Array(memory.buffer, start, length)
    },
    numbers: (length) => {
      const start = take(8 * length)
      return new Float64Array(memory.buffer, start, length)
    },
    floats: (length) => {
      const start = take(4 * length)
      return new Float32Array(memory.buffer, start, length)
    },
    mark: () => top,
    rewind: (mark) => {
      top = mark
    },
  }
}

const pageBytes = 65_536
const firstPages = 16
/** 4 GB, all that 32-bit addresses reach. */
const mostPages = 65_536
/** Cache line, so that no two buffers share one. */
const line = 64
