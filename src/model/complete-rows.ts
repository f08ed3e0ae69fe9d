import { applyUserFeatures } from "../feature/index.ts"
import type { Rows } from "../schema/index.ts"
import type { Model } from "./model.ts"

/** A function that puts the user's own columns beside those of the table, as the model's encoder reads them. */
export function completeRows({ userFeatures, encoder, schema }: Model): (rows: Rows) => Rows {
  if (userFeatures === undefined) return (rows) => rows
  // The encoder knows how each of them was stored in training, also when a request has only missing values.
  const own = encoder.inputs.filter(({ name }) => userFeatures.columns.includes(name))
  const typed = { ...userFeatures, kinds: Object.fromEntries(own.map(({ name, kind }) => [name, kind])) }
  return (rows) => applyUserFeatures(typed, rows, schema)
}
