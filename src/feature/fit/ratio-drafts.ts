import { numbersOf } from "../columns.ts"
import type { NumberSource } from "../encoder.ts"
import type { Draft, Training } from "./draft.ts"
import { draftNumber, readNumbers } from "./number-draft.ts"
import { correlationOf, skewnessOf, statisticsOf } from "./statistics.ts"

/**
 * Ratios of columns that look like counts of one thing's parts: positive, skewed, and growing together on a logarithmic scale. Rooms
 * for one household say what rooms and households alone do not, and a tree needs many cuts to say it.
 */
export function draftRatios(training: Training): readonly Draft[] {
  const numeric = training.columns.filter((column) => column.type === "number" || column.type === "integer")
  if (numeric.length > training.settings.maxRatioColumns) return []
  const counts = numeric.flatMap(({ name }) => {
    const logs = logsOfCount(numbersOf(training.rows, name))
    return logs === undefined ? [] : [{ name, logs }]
  })
  const pairs = counts.flatMap((top, place) =>
    counts.slice(place + 1).map((bottom) => ({
      top: top.name,
      bottom: bottom.name,
      correlation: correlationOf(top.logs, bottom.logs),
    })),
  )
  return pairs
    .filter((pair) => pair.correlation >= GROWING_TOGETHER)
    .sort((a, b) => b.correlation - a.correlation)
    .slice(0, MOST_RATIOS)
    .map(({ top, bottom }) => {
      const source: NumberSource = { kind: "ratio", top, bottom }
      const forms = { name: `${top}/${bottom}`, source, raw: true, linear: true }
      return draftNumber(
        { ...forms, clipDeviations: training.settings.clipDeviations },
        readNumbers(source, training.rows),
      )
    })
    .filter((draft) => draft !== undefined)
}

/** Logarithms of a column that is positive, varied and skewed; undefined of another. */
function logsOfCount(values: Float64Array): Float64Array | undefined {
  const { sorted, distinct } = statisticsOf(values)
  const countLike = distinct >= FEWEST_DISTINCT && sorted[0]! > 0 && skewnessOf(sorted) > SKEWED
  return countLike ? values.map((value) => Math.log(value)) : undefined
}

const GROWING_TOGETHER = 0.7
const FEWEST_DISTINCT = 30
const SKEWED = 1
const MOST_RATIOS = 12
