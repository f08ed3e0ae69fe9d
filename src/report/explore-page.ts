import { formatNumber } from "../base/index.ts"
import type { ColumnSchema, ColumnSketch } from "../schema/index.ts"
import type { Advice, Profile } from "../table/index.ts"
import { type Draw, openDraw, xAxis, yAxis } from "./chart.ts"
import { columnCard, shapeOf, showValue } from "./column-card.ts"
import { clip, type Html, html, type Part } from "./html.ts"
import { type Figure, facts, percent, renderPage, type Section, table } from "./page.ts"
import { barsOf, spark } from "./spark.ts"

/** What is in a table and what to do about it, as one HTML file of bounded size. */
export async function explorePage(profile: Profile, title: string): Promise<string> {
  const draw = await openDraw()
  const columns = columnsOf(profile)
  const target = columns.find(({ schema }) => schema.role === "target")
  return renderPage({
    kind: "Data exploration",
    title: clip(title, 120),
    lead: html`${fileText(profile.files)}: ${formatNumber(profile.rows)} rows of ${formatNumber(columns.length)} columns.`,
    figures: figuresOf(profile, columns),
    sections: [
      adviceSection(profile.advice),
      target === undefined ? undefined : targetSection(target, draw),
      missingSection(columns),
      overviewSection(columns),
      closerSection(columns),
      readingSection(profile),
    ].filter((section) => section !== undefined),
    footer: "Made by mlwright. This page loads nothing from elsewhere.",
  })
}

interface Explored {
  readonly schema: ColumnSchema
  readonly sketch: ColumnSketch
  readonly rows: number
  readonly missing: number
  readonly distinct: number
}

/** Counts are of all rows; shapes may come from a part of them. */
function columnsOf(profile: Profile): readonly Explored[] {
  const sketches = new Map(profile.sketch.columns.map((sketch) => [sketch.name, sketch]))
  const schemas = new Map(profile.schema.columns.map((schema) => [schema.name, schema]))
  return profile.columns.flatMap(({ name, rows, missing, distinct }) => {
    const [schema, sketch] = [schemas.get(name), sketches.get(name)]
    return schema === undefined || sketch === undefined ? [] : [{ schema, sketch, rows, missing, distinct }]
  })
}

function figuresOf({ rows, advice }: Profile, columns: readonly Explored[]): readonly Figure[] {
  const missing = columns.reduce((sum, column) => sum + column.missing, 0)
  const used = columns.filter(({ schema: { role } }) => role === "feature" || role === "time").length
  return [
    { value: formatNumber(rows), label: "rows", main: true },
    { value: formatNumber(columns.length), label: "columns" },
    { value: formatNumber(used), label: "columns a model would read" },
    { value: percent(missing / Math.max(1, rows * columns.length)), label: "of all values missing" },
    { value: formatNumber(advice.length), label: advice.length === 1 ? "piece of advice" : "pieces of advice" },
  ]
}

const phase = "2 · Data understanding"

function adviceSection(advice: readonly Advice[]): Section {
  const shown = advice.slice(0, mostAdvice)
  const body: Part = [
    shown.length === 0
      ? html`<p class="note good">Nothing stands out.</p>`
      : html`<ul class="notes">${shown.map(
          ({ kind, text, setting }) =>
            html`<li class="note${kind === "leak" ? " bad" : kind === "files" ? "" : " warn"}">${clip(text, 400)}${
              setting === undefined ? undefined : html` <span class="quiet">Change it in <code>${setting}</code></span>`
            }</li>`,
        )}</ul>`,
    more(advice.length, shown.length),
  ]
  return { id: "advice", title: "Advice", phase, body }
}

function targetSection({ schema, sketch }: Explored, draw: Draw): Section {
  const lead = html`<b>${clip(schema.name)}</b> is what a model would predict.`
  const body = html`<div class="grid">${targetChart(schema, sketch, draw)}<div>${columnCard(schema, sketch)}</div></div>`
  return { id: "target", title: "Target", phase: "1 · Business understanding", lead, body }
}

function targetChart(schema: ColumnSchema, sketch: ColumnSketch, draw: Draw): Html | undefined {
  const bars = barsOf(sketch)
  if (bars === undefined) return undefined
  const { heights, ends, middle } = bars
  const words =
    sketch.kind === "string" ? sketch.words.slice(0, heights.length).map(({ word }) => clip(word, 14)) : undefined
  const labels =
    words ??
    heights.map((_height, bar) => showValue(ends![0] + ((ends![1] - ends![0]) * (bar + 0.5)) / heights.length, schema))
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

function missingSection(columns: readonly Explored[]): Section | undefined {
  const holes = columns.filter(({ missing }) => missing > 0).toSorted((a, b) => b.missing - a.missing)
  if (holes.length === 0) return undefined
  const shown = holes.slice(0, mostMissing)
  const body: Part = [
    table("Columns with the most missing values", shown, [
      { title: "Column", heading: true, cell: ({ schema }) => clip(schema.name) },
      {
        title: html`<span class="quiet">drawn</span>`,
        cell: ({ missing, rows }) =>
          html`<span class="bar wide"><i style="width:${((missing / rows) * 100).toFixed(1)}%"></i></span>`,
      },
      { title: "Share", number: true, cell: ({ missing, rows }) => percent(missing / rows) },
      { title: "Rows", number: true, cell: ({ missing }) => formatNumber(missing) },
    ]),
    more(holes.length, shown.length),
  ]
  return { id: "missing", title: "Missing values", phase, body }
}

function overviewSection(columns: readonly Explored[]): Section {
  const shown = columns.slice(0, mostColumns)
  const body: Part = [
    table("All columns in the order of the file", shown, [
      { title: "Column", heading: true, cell: ({ schema }) => clip(schema.name) },
      { title: "Type", cell: ({ schema }) => schema.type },
      { title: "Use", cell: ({ schema }) => roleTag(schema) },
      { title: "Missing", number: true, cell: ({ missing, rows }) => (missing === 0 ? "-" : percent(missing / rows)) },
      { title: "Different", number: true, cell: ({ distinct }) => formatNumber(distinct) },
      { title: "Values", cell: ({ schema, sketch }) => valuesText(schema, sketch) },
      { title: "Shape", cell: shape },
    ]),
    more(columns.length, shown.length),
  ]
  return { id: "columns", title: "Columns", phase, body }
}

function roleTag({ role, reason }: ColumnSchema): Html {
  const tone =
    role === "target" ? " good" : role === "leak" ? " bad" : role === "feature" || role === "time" ? "" : " warn"
  return html`<span class="tag${tone}"${reason === undefined ? undefined : html` title="${clip(reason, 200)}"`}>${role}</span>`
}

function valuesText(schema: ColumnSchema, sketch: ColumnSketch): Part {
  if (sketch.kind === "string")
    return html`<span class="quiet">${sketch.words
      .slice(0, 3)
      .map(({ word }) => clip(word, 16))
      .join(", ")}</span>`
  if (sketch.min === null || sketch.max === null) return "-"
  return html`<span class="quiet">${showValue(sketch.min, schema)} to ${showValue(sketch.max, schema)}</span>`
}

function shape({ schema, sketch }: Explored): Part {
  const bars = barsOf(sketch)
  return bars === undefined ? "-" : spark(bars, shapeOf(schema, sketch))
}

function closerSection(columns: readonly Explored[]): Section | undefined {
  const worth = columns.filter(({ schema: { role } }) => role === "feature" || role === "time" || role === "leak")
  if (worth.length === 0) return undefined
  const shown = worth.slice(0, mostCards)
  const body: Part = [
    html`<div class="cards">${shown.map(({ schema, sketch }) => columnCard(schema, sketch))}</div>`,
    more(worth.length, shown.length),
  ]
  return { id: "closer", title: "A closer look", phase, body }
}

function readingSection({ files, dialect, dropped, rows, sketchedRows }: Profile): Section {
  const names = files.slice(0, 20).map((file) => html`<code>${clip(file, 120)}</code> `)
  const body = facts([
    ["Files", html`${names}${files.length > 20 ? `and ${formatNumber(files.length - 20)} more` : ""}`],
    ["Cells divided by", dialect === undefined ? undefined : (separators[dialect.delimiter] ?? dialect.delimiter)],
    ["First line", dialect === undefined ? undefined : dialect.header ? "names the columns" : "is data"],
    ["Rows left out", dropped === 0 ? undefined : formatNumber(dropped)],
    [
      "Shapes drawn from",
      sketchedRows < rows ? `${formatNumber(sketchedRows)} rows spread evenly over the table` : "all rows",
    ],
  ])
  return { id: "reading", title: "How it was read", phase, body }
}

function fileText(files: readonly string[]): string {
  return files.length === 1 ? clip(files[0]!, 120) : `${formatNumber(files.length)} files`
}

function more(all: number, shown: number): Html | undefined {
  return all > shown ? html`<p class="quiet">and ${formatNumber(all - shown)} more</p>` : undefined
}

const separators: Readonly<Record<string, string>> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" }
const mostAdvice = 100
const mostMissing = 25
const mostColumns = 1200
const mostCards = 40
