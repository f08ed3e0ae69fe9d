import type { LinearMemory } from "./linear-memory.ts"

/** Where the control block lies; `assembly/control.ts`, `job.ts` and `space.ts` hold the same numbers. */
const places = {
  generation: 68,
  sleepers: 132,
  stop: 140,
  kind: 192,
  tasks: 196,
  integers: 200,
  numbers: 320,
  space: 512,
} as const

/** Bytes at the start of the memory that are the control block's. */
export const controlBytes = 1024

/** Kinds of job, as `runTask` of the assembly knows them. */
export const kinds = {
  prepare: 0,
  gather: 1,
  partition: 2,
  compact: 3,
  addLeaf: 4,
  walk: 5,
  assignBins: 6,
  squared: 7,
  logistic: 8,
  shares: 9,
  softmax: 10,
  measure: 11,
  pack: 12,
  growWhole: 13,
} as const

/** Functions of the assembly that the calling thread runs. */
export interface Assembly {
  runAlone(): void
  runTogether(): void
}

export interface Job {
  readonly kind: number
  readonly tasks: number
  /** Addresses and counts; position 6 is the number of rows that tasks share. */
  readonly integers: readonly number[]
  readonly numbers?: readonly number[]
  /** Nanoseconds of one thread it takes, about. */
  readonly cost: number
}

/** Writes jobs down and has them done. */
export interface JobRunner {
  run(job: Job): void
  /** Write the addresses of the workspace. */
  space(addresses: readonly number[]): void
  /** Threads that can help. */
  helpers: number
  stop(): void
}

export function newJobRunner({ memory }: LinearMemory, assembly: Assembly): JobRunner {
  const control = new Int32Array(memory.buffer, 0, controlBytes / 4)
  const numbers = new Float64Array(memory.buffer, places.numbers, 24)
  const runner: JobRunner = {
    helpers: 0,
    run: (job) => {
      control[places.kind / 4] = job.kind
      control[places.tasks / 4] = job.tasks
      for (let at = 0; at < job.integers.length; at++) control[places.integers / 4 + at] = job.integers[at]!
      if (job.numbers !== undefined) for (let at = 0; at < job.numbers.length; at++) numbers[at] = job.numbers[at]!
      if (runner.helpers > 0 && job.tasks > 1 && job.cost > worthSharing) assembly.runTogether()
      else assembly.runAlone()
    },
    space: (addresses) => {
      for (const [at, address] of addresses.entries()) control[places.space / 4 + at] = address
    },
    stop: () => {
      Atomics.store(control, places.stop / 4, 1)
      Atomics.add(control, places.generation / 4, 1)
      Atomics.notify(control, places.generation / 4)
      runner.helpers = 0
    },
  }
  return runner
}

/** Nanoseconds of work below which waking a thread costs more than it brings. */
const worthSharing = 50_000
