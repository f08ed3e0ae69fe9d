import { formatNumber } from "../base/index.ts"
import type { ColumnSchema, ColumnSketch, LeakSuspect } from "../schema/index.ts"
import type { Association, Information, Profile } from "../table/index.ts"
import { type Draw, xAxis, yAxis } from "./chart.ts"
import { shapeOf, showValue, sketchFacts } from "./column-card.ts"
import { type Explored, more, understanding } from "./explored.ts"
import { breakable, clip, type Html, html, type Part } from "./html.ts"
import { percent, type Section, table } from "./page.ts"
import { barsOf } from "./spark.ts"

/** What is to be predicted, and how it is spread. */
export function targetSection({ schema, sketch }: Explored, draw: Draw): Section | undefined {
  if (sketch === undefined) return undefined
  const lead = html`<b>${clip(schema.name)}</b> is what a model would predict.`
  const body = html`<div class="grid">${targetChart(schema, sketch, draw)}<div>${sketchFacts(schema, sketch)}</div></div>`
  return { id: "target", title: "Target", phase: understanding, lead, body }
}

/** Columns by what each tells of the target alone. */
export function tellingSection({ target, relations }: Profile): Section | undefined {
  if (target === undefined || target.information.length === 0) return undefined
  const { column, information, rows } = target
  const telling = information.filter(({ aboveChance }) => aboveChance)
  const silent = information.filter(({ aboveChance }) => !aboveChance)
  const shown = [...telling, ...silent.slice(0, Math.max(0, fewTelling - telling.length))].slice(0, mostTelling)
  const widest = Math.max(...shown.map(({ share }) => share), Number.MIN_VALUE)
  const pairs = new Map(
    relations.pairs
      .filter(({ one, other }) => one === column || other === column)
      .map((pair) => [pair.one === column ? pair.other : pair.one, pair]),
  )
  const body: Part = [
    telling.length === 0
      ? html`<p class="note warn">No column tells more of the target by itself than chance would.</p>`
      : undefined,
    table("Columns that tell most of the target by themselves", shown, [
      { title: "Column", heading: true, cell: ({ column: name }) => clip(name) },
      { title: html`<span class="quiet telling">drawn</span>`, cell: (told) => tellingBar(told, widest) },
      { title: "Share told", number: true, cell: ({ share }) => percent(share) },
      { title: "Together with the target", cell: ({ column: name }) => pairText(pairs.get(name)) },
    ]),
    more(information.length, shown.length),
    html`<p class="foot">The share of the target’s uncertainty that a column takes away alone (mutual information over entropy), from ${formatNumber(rows)} rows. Columns that work only together with others score low here. Faint bars are no more than chance shows.</p>`,
  ]
  return { id: "relations", title: "What tells of the target", phase: understanding, body }
}

/** Columns that are not known before the target is. */
export function leakSection(suspects: readonly LeakSuspect[], target: string | undefined): Section | undefined {
  if (suspects.length === 0) return undefined
  const shown = suspects.slice(0, mostSuspects)
  const lead = html`A model may not see these: they would not be known yet when <b>${clip(target ?? "the target")}</b> is to be predicted.`
  const body: Part = [
    table("Columns that give the target away", shown, [
      {
        title: "Column",
        heading: true,
        cell: ({ column }) => html`<span class="bad">${breakable(clip(column))}</span>`,
      },
      { title: "Why", cell: ({ reason }) => html`<span class="wrap">${clip(reason, 300)}</span>` },
    ]),
    more(suspects.length, shown.length),
    html`<p class="foot">If one of them is known in time, set its role to feature in <code>schema.yaml</code>.</p>`,
  ]
  return { id: "leaks", title: "Leak suspects", phase: understanding, lead, body }
}

function tellingBar({ share, aboveChance }: Information, widest: number): Html {
  const width = ((share / widest) * 100).toFixed(1)
  return html`<span class="bar wide telling${aboveChance ? "" : " faint"}"><i style="width:${width}%"></i></span>`
}

/** @returns such as `rank correlation -0.43` */
function pairText(pair: Association | undefined): Html {
  if (pair === undefined) return html`<span class="quiet">-</span>`
  return html`<span class="quiet">${measureNames[pair.measure]} ${Number(pair.value.toFixed(2))}</span>`
}

/** A drawing of how the values of the target are spread; undefined when it has none. */
export function targetChart(schema: ColumnSchema, sketch: ColumnSketch, draw: Draw): Html | undefined {
  const bars = barsOf(sketch)
  if (bars === undefined) return undefined
  const { heights, ends, middle } = bars
  const words =
    sketch.kind === "string" ? sketch.words.slice(0, heights.length).map(({ word }) => clip(word, 14)) : undefined
  const labels = words ?? middlesOf(ends!, heights.length, schema)
  return draw(
    {
      xAxis: xAxis(middle === true ? `${clip(schema.name, 40)}, middle 98 % of the rows` : clip(schema.name, 40), {
        type: "category",
        data: labels,
        splitLine: { show: false },
      }),
      yAxis: yAxis(middle === true ? "share of the rows" : "rows", { min: 0, scale: false }),
      series: [
        {
          type: "bar",
          barCategoryGap: "12%",
          itemStyle: { color: "var(--one)" },
          data: heights.map((height) => Number(height.toPrecision(6))),
        },
      ],
    },
    {
      title: "How its values are spread",
      caption: words === undefined ? "" : "The most frequent first.",
      alt: shapeOf(schema, sketch),
    },
  )
}

/** The middles of bars, to the digits that tell one bar from the next and no more. */
function middlesOf([low, high]: readonly [number, number], bars: number, schema: ColumnSchema): readonly string[] {
  const width = (high - low) / bars
  const finest = 10 ** (Math.floor(Math.log10(width)) - 1)
  const step = schema.type === "integer" ? Math.max(1, finest) : finest
  const isNumber = (schema.type === "integer" || schema.type === "number") && step > 0
  return Array.from({ length: bars }, (_, bar) => {
    const middle = low + width * (bar + 0.5)
    return showValue(isNumber ? Math.round(middle / step) * step : middle, schema)
  })
}

export const measureNames: Readonly<Record<Association["measure"], string>> = {
  spearman: "rank correlation",
  "cramers-v": "Cramér’s V",
  "correlation-ratio": "correlation ratio",
}

const mostTelling = 40

/** So many are listed though some of them may tell nothing. */
const fewTelling = 12
const mostSuspects = 50
