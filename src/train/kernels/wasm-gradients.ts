import { kinds } from "./job.ts"
import { type Kernels, sharedRows } from "./kernels.ts"
import type { WasmContext } from "./wasm-context.ts"

type GradientJobs = Pick<Kernels, "fillSquared" | "fillLogistic" | "fillShares" | "fillSoftmax" | "measure" | "pack">

export function gradientJobs(context: WasmContext): GradientJobs {
  const { runner } = context
  /** One pass over rows, in shares that do not depend on the number of threads. */
  const pass = (kind: number, rows: Int32Array, job: Pass): number => {
    const tasks = Math.ceil(rows.length / sharedRows)
    const integers = [rows.byteOffset, ...job.integers]
    while (integers.length < 6) integers.push(0)
    integers.push(rows.length)
    runner.run({ kind, tasks, integers, numbers: job.numbers ?? [], cost: rows.length * job.perRow })
    return tasks
  }
  return {
    fillSquared: (rows, { scores, target, base }) => {
      pass(kinds.squared, rows, { integers: [scores.byteOffset, target.byteOffset], numbers: [base], perRow: 2 })
    },
    fillLogistic: (rows, { scores, target, base }) => {
      pass(kinds.logistic, rows, { integers: [scores.byteOffset, target.byteOffset], numbers: [base], perRow: 8 })
    },
    fillShares: (rows, { scores, shares, base }) => {
      const { linear } = context
      const mark = linear.mark()
      const bases = linear.numbers(base.length)
      bases.set(base)
      const pitch = scores.length > 1 ? scores[1]!.byteOffset - scores[0]!.byteOffset : 0
      const integers = [scores[0]!.byteOffset, shares[0]!.byteOffset, bases.byteOffset, shares.length, pitch]
      pass(kinds.shares, rows, { integers, perRow: 15 * shares.length })
      linear.rewind(mark)
    },
    fillSoftmax: (rows, { share, target, output, scale }) => {
      const integers = [share.byteOffset, target.byteOffset, output]
      pass(kinds.softmax, rows, { integers, numbers: [scale], perRow: 3 })
    },
    measure: (rows, repeats) => {
      const tasks = pass(kinds.measure, rows, { integers: [repeats?.byteOffset ?? 0], perRow: 2 })
      const sums = sumRecords(context, tasks)
      return { absolute: sums[0]!, count: sums[1]!, hessian: sums[2]! }
    },
    pack: (rows, { unit, perGradient, perHessian }, repeats) => {
      const numbers = [unit, perGradient, perHessian]
      const tasks = pass(kinds.pack, rows, { integers: [repeats?.byteOffset ?? 0], numbers, perRow: 3 })
      const sums = sumRecords(context, tasks)
      return { packed: sums[0]!, hessian: sums[1]! }
    },
  }
}

interface Pass {
  readonly integers: readonly number[]
  readonly numbers?: readonly number[]
  readonly perRow: number
}

/** Records of three numbers, summed in the order of the tasks. */
function sumRecords({ state }: WasmContext, tasks: number): readonly number[] {
  const { results } = state.used!
  const sums = [0, 0, 0]
  for (let task = 0; task < tasks; task++) {
    for (let part = 0; part < 3; part++) sums[part]! += results[3 * task + part]!
  }
  return sums
}
