import type { Task } from "./column.ts"
import type { ColumnFacts } from "./facts.ts"

export interface TaskGuess {
  readonly task: Task
  /** When false, ask a person who is there to be asked. */
  readonly confident: boolean
  /** Why, in words for people. */
  readonly reason: string
}

export function inferTask(_target: ColumnFacts): TaskGuess {
  throw new Error("being written")
}
