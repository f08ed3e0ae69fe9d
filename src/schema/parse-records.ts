import type { Schema } from "./column.ts"
import type { Problem } from "./problem.ts"
import type { Rows } from "./rows.ts"

export interface ParseOptions {
  /** A field of the schema that the model does not read (id, target, leak ...): default warn. */
  readonly unused?: "error" | "warn" | "accept"
  /** Problems and warnings kept; parsing goes on without counting more. Default 100. */
  readonly maxProblems?: number
}

/** Rows hold every input column; a value with a problem is missing in them. Use the rows only when there are no problems. */
export interface Parsed {
  readonly rows: Rows
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Make once per schema, call per request. */
export function recordParser(_schema: Schema, _options: ParseOptions = {}): (records: readonly unknown[]) => Parsed {
  throw new Error("being written")
}

export function parseRecords(schema: Schema, records: readonly unknown[], options: ParseOptions = {}): Parsed {
  return recordParser(schema, options)(records)
}
