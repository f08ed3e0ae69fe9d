import { formatNumber } from "../base/index.ts"
import type { ColumnFacts, ColumnSchema, ColumnSketch } from "../schema/index.ts"
import type { Advice, Profile } from "../table/index.ts"
import { type Draw, openDraw, xAxis, yAxis } from "./chart.ts"
import { columnCard, shapeOf, showValue, sketchFacts } from "./column-card.ts"
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
      target?.sketch === undefined ? undefined : targetSection(target.schema, target.sketch, draw),
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
  /** Counts over all rows. */
  readonly facts: ColumnFacts
  /** Shapes, maybe of a part of the rows; columns that are no feature have none. */
  readonly sketch?: ColumnSketch
}

function columnsOf(profile: Profile): readonly Explored[] {
  const sketches = new Map(profile.sketch.columns.map((sketch) => [sketch.name, sketch]))
  const schemas = new Map(profile.schema.columns.map((schema) => [schema.name, schema]))
  return profile.columns.flatMap((facts) => {
    const [schema, sketch] = [schemas.get(facts.name), sketches.get(facts.name)]
    return schema === undefined ? [] : [{ schema, facts, ...(sketch === undefined ? {} : { sketch }) }]
  })
}

function figuresOf({ rows, advice }: Profile, columns: readonly Explored[]): readonly Figure[] {
  const missing = columns.reduce((sum, column) => sum + column.facts.missing, 0)
  const used = columns.filter(({ schema: { role } }) => role === "feature" || role === "time").length
  return [
    { value: formatNumber(rows), label: "rows", tone: "main" },
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

function targetSection(schema: ColumnSchema, sketch: ColumnSketch, draw: Draw): Section {
  const lead = html`<b>${clip(schema.name)}</b> is what a model would predict.`
  const body = html`<div class="grid">${targetChart(schema, sketch, draw)}<div>${sketchFacts(schema, sketch)}</div></div>`
  return { id: "target", title: "Target", phase, lead, body }
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
  const holes = columns
    .map(({ facts: counted }) => counted)
    .filter(({ missing }) => missing > 0)
    .toSorted((a, b) => b.missing - a.missing)
  if (holes.length === 0) return undefined
  const shown = holes.slice(0, mostMissing)
  const body: Part = [
    table("Columns with the most missing values", shown, [
      { title: "Column", heading: true, cell: ({ name }) => clip(name) },
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
      {
        title: "Missing",
        number: true,
        cell: ({ facts: { missing, rows } }) => (missing === 0 ? "-" : percent(missing / rows)),
      },
      { title: "Different", number: true, cell: ({ facts: { distinct } }) => formatNumber(distinct) },
      { title: "Values", cell: valuesText },
      { title: "Shape", cell: shape },
    ]),
    more(columns.length, shown.length),
  ]
  return { id: "columns", title: "Columns", phase, body }
}

function roleTag({ role, reason }: ColumnSchema): Html {
  const tone =
    role === "target" ? " good" : role === "leak" ? " bad" : role === "feature" || role === "time" ? "" : " warn"
  const why = reason === undefined ? undefined : html`<small class="quiet wrap">${clip(reason, 200)}</small>`
  return html`<span class="tag${tone}">${role}</span>${why}`
}

function valuesText({ schema, facts: { words, examples, min, max } }: Explored): Part {
  const shown = words?.map(({ word }) => word) ?? examples
  const text =
    min === undefined || max === undefined || schema.type === "boolean" || schema.type === "category"
      ? shown
          .slice(0, 3)
          .map((word) => clip(word, 16))
          .join(", ")
      : `${showValue(min, schema)} to ${showValue(max, schema)}`
  return html`<span class="quiet values">${text}</span>`
}

function shape({ schema, sketch }: Explored): Part {
  const bars = sketch === undefined ? undefined : barsOf(sketch)
  return bars === undefined || sketch === undefined ? "-" : spark(bars, shapeOf(schema, sketch))
}

function closerSection(columns: readonly Explored[]): Section | undefined {
  const worth = columns.filter(({ sketch, schema: { role } }) => sketch !== undefined && role !== "target")
  if (worth.length === 0) return undefined
  const shown = worth.slice(0, mostCards)
  const body: Part = [
    html`<div class="cards">${shown.map(({ schema, sketch }) => columnCard(schema, sketch!))}</div>`,
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
