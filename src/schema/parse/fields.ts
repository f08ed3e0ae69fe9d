import { nearest } from "../../base/index.ts"
import { inputColumns, type Schema } from "../column.ts"
import type { ProblemList } from "./problem.ts"

/** Names of the schema's columns, and whether a model reads them. */
export function fieldsOf(schema: Schema): ReadonlyMap<string, boolean> {
  const inputs = new Set(inputColumns(schema))
  return new Map(schema.columns.map((column) => [column.name, inputs.has(column)]))
}

/** What an unknown field should have been called. */
export function wantedField(name: string, fields: ReadonlyMap<string, boolean>): string {
  const inputs = [...fields].filter(([, isInput]) => isInput).map(([field]) => field)
  const near = nearest(name, inputs)
  return near === undefined ? "no such field" : `no such field, perhaps "${near}"`
}

/** The list that takes fields of the schema which the model does not read; undefined when they are accepted in silence. */
export function unusedList(
  unused: "error" | "warn" | "accept",
  lists: { readonly problems: ProblemList; readonly warnings: ProblemList },
): ProblemList | undefined {
  if (unused === "accept") return undefined
  return unused === "error" ? lists.problems : lists.warnings
}

/** Said of a field that the schema knows and the model does not read. */
export const unusedField = "a field that the model reads; this one does not change the prediction"
