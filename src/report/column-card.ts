import { formatNumber } from "../base/index.ts"
import {
  type ColumnSchema,
  type ColumnSketch,
  formatInstant,
  type NumberSketch,
  type WordSketch,
} from "../schema/index.ts"
import type { NumberShape } from "../table/index.ts"
import type { Explored } from "./explored.ts"
import { clip, type Html, html, type Part } from "./html.ts"
import { facts, percent } from "./page.ts"
import { barsOf, spark } from "./spark.ts"

/**
 * One column looked at closely.
 *
 * @param attributes of the card
 */
export function columnCard({ schema: column, sketch, shape }: Explored, attributes: Html): Html | undefined {
  if (sketch === undefined) return undefined
  const bars = barsOf(sketch)
  const ends = bars?.ends?.map((end) => showValue(end, column))
  return html`<div class="card"${attributes}><h3>${clip(column.name)} <span class="tag">${column.type}</span></h3>
${column.reason === undefined ? undefined : html`<p class="quiet">${clip(column.reason, 200)}</p>`}
${bars === undefined ? undefined : spark(bars, shapeOf(column, sketch))}
${
  ends === undefined
    ? undefined
    : html`<div class="ends"><span>${ends[0]}</span>${bars?.middle === true ? html`<span>middle 98 % of the rows</span>` : undefined}<span>${ends[1]}</span></div>`
}
${sketchFacts(column, sketch)}${shape === undefined ? undefined : spreadFacts(shape, column)}</div>`
}

/** What stands out of the spread of numbers; nothing when nothing does. */
function spreadFacts({ skew, zeros, outliers, sentinels }: NumberShape, column: ColumnSchema): Html | undefined {
  const far = (outliers?.below ?? 0) + (outliers?.above ?? 0)
  const codes = sentinels.map(({ value, rows }) => `${showValue(value, column)} in ${formatNumber(rows)} rows`)
  const pairs: readonly (readonly [string, Part])[] = [
    ["Skew", skew === null || Math.abs(skew) < 1 ? undefined : Number(skew.toFixed(1))],
    ["Zeros", zeros === 0 ? undefined : formatNumber(zeros)],
    ["Far outliers", far === 0 ? undefined : `${formatNumber(far)} rows`],
    ["Maybe “no value”", codes.length === 0 ? undefined : codes.join(", ")],
  ]
  return pairs.every(([, value]) => value === undefined) ? undefined : facts(pairs)
}

export function sketchFacts(column: ColumnSchema, sketch: ColumnSketch): Html {
  return sketch.kind === "number" ? numberFacts(column, sketch) : wordFacts(sketch)
}

/** What a drawing of the column shows, in words. */
export function shapeOf(column: ColumnSchema, sketch: ColumnSketch): string {
  if (sketch.kind === "string") {
    const words = sketch.words.slice(0, 3).map(({ word, count }) => `${clip(word, 30)} ${formatNumber(count)}`)
    return `Most frequent: ${words.join(", ")}`
  }
  const [low, middle, high] = [sketch.quantiles[5], sketch.quantiles[50], sketch.quantiles[95]]
  if (low === undefined || middle === undefined || high === undefined) return "No values"
  return `Distribution: 5 % below ${showValue(low, column)}, half below ${showValue(middle, column)}, 95 % below ${showValue(high, column)}`
}

/** A number as the column's type means it. */
export function showValue(value: number, { type }: ColumnSchema): string {
  switch (type) {
    case "date":
      return formatInstant(value, "date")
    case "datetime":
      return formatInstant(value, "datetime").slice(0, 16).replace("T", " ")
    case "boolean":
      return value === 1 ? "true" : value === 0 ? "false" : percent(value)
    case "integer":
    case "number":
    case "category":
    case "text":
    case "identifier":
      return formatNumber(value)
  }
}

function numberFacts(
  column: ColumnSchema,
  { count, missing, distinct, mean, std, min, max, quantiles }: NumberSketch,
): Html {
  const show = (value: number | null | undefined): Part =>
    value === null || value === undefined ? undefined : showValue(value, column)
  const instant = column.type === "date" || column.type === "datetime"
  return facts([
    ["Missing", missingText(missing, count)],
    ["Different", distinct === undefined ? undefined : formatNumber(distinct)],
    ["Least", show(min)],
    ["Median", column.type === "boolean" ? undefined : show(quantiles[50])],
    ["Mean", instant ? undefined : show(mean)],
    ["Deviation", std === null || instant ? undefined : formatNumber(std)],
    ["Greatest", show(max)],
  ])
}

function wordFacts({ count, missing, distinct, words, meanLength, unit }: WordSketch): Html {
  return facts([
    ["Missing", missingText(missing, count)],
    ["Different", distinct === undefined ? undefined : formatNumber(distinct)],
    [
      "Mean length",
      meanLength === null ? undefined : `${formatNumber(meanLength)} character${meanLength === 1 ? "" : "s"}`,
    ],
    ...words
      .slice(0, 6)
      .map(
        ({ word, count: own }) =>
          [clip(word, 24), unit === "value" ? percent(own / count) : formatNumber(own)] as const,
      ),
  ])
}

function missingText(missing: number, count: number): string {
  return missing === 0 ? "none" : `${formatNumber(missing)} (${percent(missing / (missing + count))})`
}
