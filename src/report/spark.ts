import type { ColumnSketch, NumberSketch, WordSketch } from "../schema/index.ts"
import { type Html, html } from "./html.ts"

/** Bars to draw, and what they stand for. */
export interface Bars {
  readonly heights: readonly number[]
  /** Ends of what is drawn; absent for words. */
  readonly ends?: readonly [number, number]
  /** The bars show the middle 98 % of the rows, because a few far values would press the rest into a corner. */
  readonly middle?: true
}

/** @returns undefined when the column has no values */
export function barsOf(sketch: ColumnSketch): Bars | undefined {
  return sketch.kind === "number" ? numberBars(sketch) : wordBars(sketch)
}

/** A small chart without axes: the shape of a column at a glance. */
export function spark({ heights }: Bars, alt: string): Html {
  const highest = heights.reduce((most, height) => Math.max(most, height), 0)
  const step = width / heights.length
  const bar = Math.max(0.5, Math.min(step * 0.84, 30))
  const path = heights.flatMap((height, index) => {
    if (height <= 0) return []
    const tall = Math.max(1, (height / highest) * tallest)
    return `M${round(index * step)} ${tallest}v${round(-tall)}h${round(bar)}v${round(tall)}z`
  })
  return html`<svg class="spark" viewBox="0 0 ${width} ${tallest}" preserveAspectRatio="none" role="img" aria-label="${alt}"><path d="${path.join("")}"/></svg>`
}

function numberBars({ histogram, quantiles, min, max }: NumberSketch): Bars | undefined {
  if (histogram.counts.length === 0 || min === null || max === null) return undefined
  const [low, high] = [quantiles[1], quantiles[99]]
  if (low === undefined || high === undefined || !(high > low) || high - low > (max - min) * 0.4) {
    return { heights: merge(histogram.counts), ends: [min, max] }
  }
  const edges = Array.from({ length: mostBars + 1 }, (_none, edge) => low + ((high - low) * edge) / mostBars)
  const below = edges.map((edge) => shareBelow(edge, quantiles))
  return { heights: below.slice(1).map((share, bar) => share - below[bar]!), ends: [low, high], middle: true }
}

/** Share of rows at or below `value`, linear between percentiles. */
function shareBelow(value: number, quantiles: readonly number[]): number {
  const above = quantiles.findIndex((quantile) => quantile > value)
  if (above < 0) return 1
  if (above === 0) return 0
  const [from, to] = [quantiles[above - 1]!, quantiles[above]!]
  return (above - 1 + (value - from) / (to - from)) / (quantiles.length - 1)
}

function wordBars({ words }: WordSketch): Bars | undefined {
  const heights = words.slice(0, mostBars).map(({ count }) => count)
  return heights.length === 0 ? undefined : { heights }
}

/** Neighbours summed, so that few enough bars are left. */
function merge(counts: readonly number[]): readonly number[] {
  const together = Math.ceil(counts.length / mostBars)
  return Array.from({ length: Math.ceil(counts.length / together) }, (_none, bar) =>
    counts.slice(bar * together, (bar + 1) * together).reduce((sum, count) => sum + count, 0),
  )
}

function round(value: number): number {
  return Number(value.toFixed(1))
}

const width = 120
const tallest = 26
const mostBars = 30
