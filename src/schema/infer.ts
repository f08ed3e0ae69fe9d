import type { Schema } from "./column.ts"
import type { ColumnFacts } from "./facts.ts"

export interface InferOptions {
  readonly target?: string
  readonly task?: import("./column.ts").Task
  /** Columns that name a row. */
  readonly ids?: readonly string[]
  readonly time?: string
  /** Columns left out, and why: those a target expression is computed from, or those a person left out. */
  readonly ignored?: readonly { readonly column: string; readonly reason: string }[]
}

export function inferSchema(_facts: readonly ColumnFacts[], _options: InferOptions = {}): Schema {
  throw new Error("being written")
}
