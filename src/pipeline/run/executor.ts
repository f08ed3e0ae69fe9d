import type { Stage } from "../load/stage.ts"
import type { RunEffects, StageCommand } from "./events.ts"

/** A stage that is to be carried out, and what it may use. */
export interface Execution {
  readonly stage: Stage
  /** Absolute. */
  readonly root: string
  /** Commands that run inside this process, by the text of `cmd`. */
  readonly commands: ReadonlyMap<string, StageCommand>
  readonly effects: RunEffects
}

/**
 * Where the commands of a stage run: this machine, or a service that takes the dependencies there and brings the outputs back.
 * A stage names it as `meta: {executor: NAME}`; without a name it is `local`. Which of them ran a stage is no part of the lock.
 *
 * When it is done the outputs lie where the stage says, each whole. It ends early when `effects.signal` aborts.
 */
export type Executor = (execution: Execution) => Promise<void>
