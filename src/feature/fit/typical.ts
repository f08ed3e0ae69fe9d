import type { Rows } from "../../schema/index.ts"
import type { EncoderInputColumn } from "../encoder.ts"
import { columnMissing } from "../errors.ts"
import { quantile, statisticsOf } from "./statistics.ts"

/** An input column with its median or most frequent word, first of equals. */
export function describeInput(name: string, rows: Rows): EncoderInputColumn {
  const column = rows.columns.get(name)
  if (column === undefined) throw columnMissing(name, [...rows.columns.keys()])
  if (column.kind === "number") {
    const { sorted } = statisticsOf(column.values)
    return { name, kind: "number", typical: sorted.length === 0 ? null : quantile(sorted, 0.5) + 0 }
  }
  const counts = new Int32Array(column.words.length)
  for (const code of column.codes) if (code >= 0) counts[code]!++
  let best = -1
  for (let code = 0; code < counts.length; code++) {
    if (counts[code]! > 0 && (best < 0 || counts[code]! > counts[best]!)) best = code
  }
  return { name, kind: "string", typical: best < 0 ? null : column.words[best]! }
}
