import { kernelBytes } from "./binary.ts"
import { startHelpers } from "./helpers.ts"
import { type Assembly, controlBytes, newJobRunner } from "./job.ts"
import type { Buffers, Kernels } from "./kernels.ts"
import { newLinearMemory } from "./linear-memory.ts"
import { featuresPerTask, nodeBytes, type WasmContext } from "./wasm-context.ts"
import { gradientJobs } from "./wasm-gradients.ts"
import { newGrove } from "./wasm-grove.ts"
import { treeJobs } from "./wasm-trees.ts"
import { compile, instantiate } from "./web-assembly.ts"

/**
 * The loops in WebAssembly, over one memory shared with `threads - 1` helping threads.
 *
 * @param threads at least 1
 */
export function wasmKernels(threads: number): Kernels {
  const linear = newLinearMemory(controlBytes)
  const module = compile(kernelBytes())
  const runner = newJobRunner(linear, instantiate(module, linear.memory) as Assembly)
  const helpers = threads > 1 ? startHelpers({ module, memory: linear.memory, count: threads - 1 }) : undefined
  runner.helpers = threads - 1
  const context: WasmContext = { linear, runner, threads, state: {} }
  return {
    memory: linear,
    use: (buffers) => useBuffers(context, buffers),
    ...treeJobs(context),
    ...gradientJobs(context),
    grove: (shape) => newGrove(context, shape),
    close: () => {
      runner.stop()
      helpers?.close()
    },
  }
}

function useBuffers({ linear, runner, state, threads }: WasmContext, buffers: Buffers): void {
  const { columns, starts, lanes, pulls, ordered, leaves } = buffers
  const rows = pulls.length / lanes
  const addresses = linear.integers(columns.length)
  for (const [feature, column] of columns.entries()) addresses[feature] = column.byteOffset
  const firsts = linear.integers(starts.length)
  firsts.set(starts)
  const groups = Math.ceil(columns.length / featuresPerTask) + threads
  const results = linear.numbers(Math.max(16 * groups, 3 * Math.ceil(rows / rowsPerRecord) + 3, 64 * threads))
  const marks = new Int32Array(results.buffer, results.byteOffset, 2 * results.length)
  state.used = { buffers, results, marks, table: linear.bytes(nodeBytes * 2 * leaves) }
  const parts = [addresses, firsts, pulls, ordered, results]
  runner.space([
    lanes,
    ...parts.map(({ byteOffset }) => byteOffset),
    buffers.directions?.byteOffset ?? 0,
    buffers.codes?.byteOffset ?? 0,
  ])
}

/** At most one record per so many rows. */
const rowsPerRecord = 8192
