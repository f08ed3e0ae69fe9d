import { type ChartFacts, type ChartOption, type Draw, openDraw, xAxis, yAxis } from "./chart.ts"
import { clip, type Html, html } from "./html.ts"
import { renderPage, type Section } from "./page.ts"
import { standaloneSvg } from "./standalone-svg.ts"

/** A drawing of points, one line or colour for each revision and what is told apart in it. */
export interface PlotChart {
  readonly title: string
  readonly form: "line" | "scatter" | "bar" | "cells"
  readonly xLabel: string
  readonly yLabel: string
  readonly series: readonly PlotSeries[]
}

interface PlotSeries {
  /** The revision, and the field or file where there are several. */
  readonly name: string
  readonly points: readonly (readonly [number | string, number | string])[]
}

/** A picture a stage wrote, as one revision has it. */
export interface PlotPicture {
  readonly title: string
  readonly revision: string
  /** `data:` address. */
  readonly source: string
}

/** The plots of one revision, or of several side by side, as one HTML file. */
export async function plotsPage(
  revisions: readonly string[],
  charts: readonly PlotChart[],
  pictures: readonly PlotPicture[],
): Promise<string> {
  const draw = await openDraw()
  const drawn = charts.map(
    (chart, index): Section => ({
      id: `plot-${index + 1}`,
      title: clip(chart.title, 80),
      half: true,
      body: drawChart(chart, draw),
    }),
  )
  const shown = [...new Set(pictures.map(({ title }) => title))].map(
    (title, index): Section => ({
      id: `picture-${index + 1}`,
      title: clip(title, 80),
      body: pictures.filter((picture) => picture.title === title).map(figureOf),
    }),
  )
  return renderPage({
    kind: "Plots",
    title: revisions.map((revision) => clip(revision, 40)).join(", "),
    lead: `${drawn.length + shown.length} plots of what the stages wrote.`,
    figures: [],
    sections: [...drawn, ...shown],
    footer: "Made by mlwright. This page loads nothing from elsewhere.",
    ...(pictures.length === 0 ? {} : { pictures: true }),
  })
}

/** One of them as an SVG that stands alone. */
export async function plotSvg(chart: PlotChart): Promise<string> {
  const draw = await openDraw()
  const names = chart.series.length < 2 ? [] : chart.series.map(({ name }) => name)
  return standaloneSvg(drawChart(chart, draw, names))
}

function drawChart(chart: PlotChart, draw: Draw, named: readonly string[] = []): Html {
  const { title, series, xLabel, yLabel } = chart
  const legend = series.map(({ name }, index) => ({ name: clip(name, 60), color: colorOf(index) }))
  const count = series.reduce((sum, { points }) => sum + points.length, 0)
  const facts: ChartFacts = {
    title: `${clip(yLabel)} by ${clip(xLabel)}`,
    caption: "",
    alt: `${clip(title, 80)}, ${clip(yLabel)} by ${clip(xLabel)}: ${count} points of ${series.map(({ name }) => clip(name, 60)).join(", ")}`,
    legend,
  }
  if (chart.form === "cells") return html`${series.map((one) => draw(...cells(chart, one, facts)))}`
  const graphic = named.map((name, index) => ({
    type: "text",
    left: "center",
    top: index * 14,
    style: { text: clip(name, 60), fill: colorOf(index), fontSize: 12 },
  }))
  return draw({ ...optionOf(chart), ...(graphic.length === 0 ? {} : { graphic }) }, facts)
}

function optionOf({ form, series, xLabel, yLabel }: PlotChart): ChartOption {
  const isText = (axis: 0 | 1): boolean =>
    series.some(({ points }) => points.some((point) => typeof point[axis] === "string"))
  const category = (axis: 0 | 1): ChartOption =>
    isText(axis) || (form === "bar" && axis === 1)
      ? {
          type: "category",
          data: [...new Set(series.flatMap(({ points }) => points.map((point) => String(point[axis]))))],
        }
      : {}
  return {
    xAxis: xAxis(xLabel, category(0)),
    yAxis: yAxis(yLabel, category(1)),
    series: series.map(({ name, points }, index) => ({
      name,
      type: form,
      data: points.map(([x, y]) => (form === "bar" ? [x, String(y)] : [x, y])),
      itemStyle: { color: colorOf(index) },
      ...(form === "line" ? { showSymbol: points.length < 2, lineStyle: { color: colorOf(index), width: 2 } } : {}),
      ...(form === "scatter" ? { symbolSize: 5 } : {}),
    })),
  }
}

/** How many points fall on each pair, as circles of that area. */
function cells(
  { xLabel, yLabel }: PlotChart,
  { name, points }: PlotSeries,
  facts: ChartFacts,
): [ChartOption, ChartFacts] {
  const counts = new Map<string, number>()
  for (const point of points) {
    const key = JSON.stringify(point.map(String))
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const most = Math.max(1, ...counts.values())
  const names = (axis: 0 | 1): readonly string[] => [...new Set(points.map((point) => String(point[axis])))].toSorted()
  const option = {
    xAxis: xAxis(xLabel, { type: "category", data: names(0) }),
    yAxis: yAxis(yLabel, { type: "category", data: names(1) }),
    series: [
      {
        type: "scatter",
        itemStyle: { color: colorOf(0) },
        label: { show: true, position: "right", formatter: "{@[2]}", color: "var(--ink)" },
        data: [...counts].map(([key, count]) => ({
          value: [...(JSON.parse(key) as string[]), count],
          symbolSize: 6 + 34 * Math.sqrt(count / most),
        })),
      },
    ],
  }
  return [option, { ...facts, title: clip(name, 60), legend: [] }]
}

function figureOf({ title, revision, source }: PlotPicture): Html {
  return html`<figure><figcaption><b>${clip(revision, 60)}</b></figcaption><img src="${source}" alt="${clip(title, 80)} of ${clip(revision, 60)}" style="max-width:100%"></figure>`
}

function colorOf(index: number): string {
  return `var(--${["one", "two", "three", "four", "five", "six"][index % 6]})`
}
