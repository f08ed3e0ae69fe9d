import { isPlainObject } from "../../base/index.ts"
import { sketchUnreadable } from "../errors.ts"
import type { Points } from "./points.ts"
import type { ColumnSketch, Histogram, NumberSketch, Sketch } from "./sketch.ts"

/**
 * The statistics that a model artifact keeps in `reference.json`, of any format there ever was. Format 1 had percentiles and bins in
 * place of points: the bins of a few values and else the percentiles become points, each for the hundredth of the rows around it.
 *
 * @param document what JSON.parse made of the file
 * @throws schema.sketch-unreadable
 */
export function readSketch(document: unknown, path: string): Sketch {
  if (!isPlainObject(document) || !Array.isArray(document["columns"])) throw sketchUnreadable(path, "no columns")
  const format = document["format"] ?? 1
  if (format === 2) return document as unknown as Sketch
  if (format !== 1) throw sketchUnreadable(path, `format ${JSON.stringify(format)}`)
  const { rows, columns } = document as unknown as FirstSketch
  return { format: 2, rows, columns: columns.map(fromFirst) }
}

interface FirstSketch {
  readonly rows: number
  readonly columns: readonly (Exclude<ColumnSketch, NumberSketch> | FirstNumbers)[]
}

type FirstNumbers = Omit<NumberSketch, "points"> & { readonly bins: Histogram }

function fromFirst(column: FirstSketch["columns"][number]): ColumnSketch {
  if (column.kind === "string") return column
  const { bins, ...rest } = column
  const { quantiles, count, distinct = 0, max } = column
  // up to thirty values had a bin of their own, which ends with the value
  const isExact = max !== null && distinct > 0 && distinct === bins.edges.length + 1 && distinct <= 30
  const exact = (): Points => ({ values: [...bins.edges, max!], counts: bins.counts, error: 0 })
  return { ...rest, points: isExact ? exact() : pointsOfQuantiles(quantiles, count) }
}

/** The outer percentiles stand for half a hundredth each; a value that several percentiles share is one point. */
function pointsOfQuantiles(quantiles: readonly number[], count: number): Points {
  const values: number[] = []
  const counts: number[] = []
  for (const [percent, value] of quantiles.entries()) {
    const rows = (percent === 0 || percent === 100 ? 0.5 : 1) * (count / 100)
    if (value === values.at(-1)) counts[counts.length - 1]! += rows
    else {
      values.push(value)
      counts.push(rows)
    }
  }
  const range = (quantiles.at(-1) ?? 0) - (quantiles[0] ?? 0)
  // a row lies at most the width between its two percentiles from where it is put, and the widths sum to the range
  return { values, counts, error: range / 100 }
}
