import type { Json } from "../../base/index.ts"
import type { Engine } from "../query/engine.ts"
import type { TypedColumn } from "../typed/typed.ts"
import type { ColumnPair } from "./compare-schema.ts"

/** How the rows of two tables differ, over the columns that both have. */
export interface RowChanges {
  /** `id`: rows of one id are the same row. `content`: equal rows are, as often as they occur, and no row can change. */
  readonly by: "id" | "content"
  /** Columns that name a row; empty by content. */
  readonly id: readonly string[]
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly unchanged: number
  /** Columns with other values in rows that both have; the most changed first. */
  readonly changedColumns: readonly { readonly column: string; readonly rows: number }[]
  /** The first few of each kind, in the order of the tables. */
  readonly examples: readonly RowExample[]
}

export type RowExample =
  | {
      readonly kind: "added" | "removed"
      /** From 1, in its own table. */
      readonly row: number
      readonly values: Readonly<Record<string, Json>>
    }
  | {
      readonly kind: "changed"
      /** From 1, in the second table. */
      readonly row: number
      readonly id: Readonly<Record<string, Json>>
      readonly changes: readonly { readonly column: string; readonly before: Json; readonly after: Json }[]
    }

/** The first rows of one side, each with its first columns. */
export async function wholeRows(
  engine: Engine,
  pairs: readonly ColumnPair[],
  { kind, from }: { readonly kind: "added" | "removed"; readonly from: string },
): Promise<readonly RowExample[]> {
  const shown = pairs.slice(0, shownColumns)
  const items = shown.map((_, index) => `${plain(pairs[index]!)(`c${index}`)} AS v${index}`)
  const rows = await engine.records(`SELECT r, ${items.join(", ")} FROM ${from} ORDER BY r LIMIT ${shownRows}`)
  return rows.map((record) => ({
    kind,
    row: Number(record["r"]),
    values: Object.fromEntries(shown.map(({ name }, index) => [name, record[`v${index}`] ?? null])),
  }))
}

/** Instants as text, everything else as JSON has it. */
function plain({ before, after }: ColumnPair): (value: string) => string {
  return (value) => (isInstant(before.type) && isInstant(after.type) ? `CAST(${value} AS VARCHAR)` : value)
}

export const isInstant = (type: TypedColumn["type"]): boolean => type === "date" || type === "datetime"

export const shownRows = 5
export const shownColumns = 12
