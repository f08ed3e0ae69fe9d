import type { Column, Rows, Schema } from "../schema/index.ts"
import { splitColumnRead, splitColumnUnknown, splitHoldsNone } from "./errors.ts"
import type { SplitSettings } from "./split.ts"

/**
 * Which rows the column of a given test set holds out.
 *
 * @param known row numbers to tell of
 * @returns as long as `known`, 1 where a row is held out; undefined when no column says so
 * @throws stages.split-column-unknown, stages.split-column-read, stages.split-holds-none
 */
export function heldByColumn(
  rows: Rows,
  { schema, known: those }: { readonly schema: Schema; readonly known: Int32Array },
  { column: name, heldOut }: Pick<SplitSettings, "column" | "heldOut">,
): Uint8Array | undefined {
  if (name === undefined) return undefined
  const known = schema.columns.find((column) => column.name === name)
  const column = rows.columns.get(name)
  if (known === undefined || column === undefined) {
    throw splitColumnUnknown(
      name,
      schema.columns.map((other) => other.name),
    )
  }
  if (known.role === "feature" || known.role === "time" || known.role === "target")
    throw splitColumnRead(name, known.role)
  const wanted = new Set(heldOut.map(String))
  const written = writtenBy(column, known.type === "boolean")
  const held = Uint8Array.from(those, (row) => (wanted.has(written(row)) ? 1 : 0))
  const count = held.reduce((sum, one) => sum + one, 0)
  if (count === 0 || count === held.length) {
    const found = new Set(Array.from(those.subarray(0, mostLookedAt), written))
    throw splitHoldsNone({ column: name, heldOut: [...wanted], all: count > 0, found: [...found].slice(0, mostNamed) })
  }
  return held
}

/** How the value of a row is written; a missing one is empty. */
function writtenBy(column: Column, isBoolean: boolean): (row: number) => string {
  if (column.kind === "string") return (row) => column.words[column.codes[row]!] ?? ""
  return (row) => {
    const value = column.values[row]!
    if (Number.isNaN(value)) return ""
    return isBoolean ? String(value === 1) : String(value)
  }
}

/** Rows whose values are looked at for the message. */
const mostLookedAt = 10_000
const mostNamed = 8
