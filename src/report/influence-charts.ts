import { formatNumber } from "../base/index.ts"
import type { Dependence, Evaluation, Influence } from "../evaluate/index.ts"
import { unitWords } from "../model/index.ts"
import { type ChartOption, type Draw, xAxis, yAxis } from "./chart.ts"
import { clip, type Html, html } from "./html.ts"
import { table } from "./page.ts"

/** What moves the answers, and how they follow the columns that matter most. */
export function influenceCharts({ influence, dependence, task }: Evaluation, draw: Draw): readonly Html[] {
  const several = task === "multiclass" ? "the predicted class" : undefined
  return [
    ...(influence === undefined ? [] : [swarm(influence, several, draw), meanTable(influence, several)]),
    ...dependence.map((column) => dependenceChart(column, draw)),
  ]
}

/** One dot a row and column: right of zero it raised the answer, left of it it lowered it. */
function swarm(influence: Influence, several: string | undefined, draw: Draw): Html {
  const drawn = influence.columns.filter(({ points }) => points.length > 0)
  const names = drawn.map(({ column }) => clip(column, 18))
  const unit = unitWords(influence.unit, influence.of ?? several)
  const groups = tones.map(({ color, holds }) => ({
    type: "scatter",
    symbolSize: 4,
    itemStyle: { color, opacity: 0.7 },
    data: drawn.flatMap(({ points }, rank) =>
      spread(points, drawn.length - 1 - rank).filter((_, row) => holds(points[row]!.place)),
    ),
  }))
  return draw(
    {
      xAxis: xAxis(`contribution to the ${unit}`),
      yAxis: yAxis("", {
        ...onWholeNumbers(drawn.length),
        axisLabel: {
          color: "var(--muted)",
          fontSize: 12,
          formatter: (level: number) => names[drawn.length - 1 - level] ?? "",
        },
        axisTick: { show: false },
      }),
      series: groups,
    },
    {
      title: "What moves the answers",
      caption: `A dot is one of ${drawn[0]?.points.length ?? 0} held-out rows: right of zero the column raised the answer, left of zero it lowered it.`,
      alt: `Contributions of columns: ${drawn.map(({ column, mean }) => `${clip(column, 30)} moves ${formatNumber(mean)} on average`).join("; ")}`,
      legend: tones.map(({ name, color }) => ({ name, color })),
      height: 90 + 30 * drawn.length,
    },
  )
}

/** Rows of one contribution stand above each other, so that it is seen where many are. */
function spread(points: Influence["columns"][number]["points"], level: number): readonly (readonly [number, number])[] {
  const low = Math.min(...points.map(({ contribution }) => contribution))
  const width = (Math.max(...points.map(({ contribution }) => contribution)) - low) / bins || 1
  const seen = new Map<number, number>()
  return points.map(({ contribution }) => {
    const bin = Math.floor((contribution - low) / width)
    const count = seen.get(bin) ?? 0
    seen.set(bin, count + 1)
    const step = Math.ceil(count / 2) * (count % 2 === 0 ? 1 : -1)
    return [contribution, level + Math.max(-0.4, Math.min(0.4, step * 0.045))]
  })
}

function meanTable({ columns, rows, unit, of }: Influence, several: string | undefined): Html {
  const shown = columns.slice(0, mostColumns)
  const rest = columns.length > shown.length ? `; the first ${shown.length} of ${columns.length}` : ""
  const longest = Math.max(shown[0]?.mean ?? 0, Number.MIN_VALUE)
  const caption = `Mean size of the contribution to the ${unitWords(unit, of ?? several)} over ${formatNumber(rows)} held-out rows${rest}`
  return table(caption, shown, [
    { title: "Column", heading: true, cell: ({ column }) => clip(column) },
    {
      title: html`<span class="quiet">drawn</span>`,
      cell: ({ mean }) =>
        html`<span class="bar wide"><i style="width:${((mean / longest) * 100).toFixed(1)}%"></i></span>`,
    },
    { title: "Mean", number: true, cell: ({ mean }) => formatNumber(mean) },
  ])
}

function dependenceChart(dependence: Dependence, draw: Draw): Html {
  const { column, at, curves, rows } = dependence
  const isWords = typeof at[0] === "string"
  const spot = (place: number): number => (isWords ? place : (at[place] as number))
  const rowLines = rows.map((answers) => ({
    type: "line",
    symbol: "none",
    lineStyle: { color: "var(--muted)", width: 1, opacity: isWords ? 0 : 0.35 },
    data: answers.map((answer, place) => [spot(place), answer]),
  }))
  const means = curves.map(({ means: values }, place) => ({
    type: "line",
    symbol: isWords ? "circle" : "none",
    symbolSize: 8,
    itemStyle: { color: colorOf(place) },
    lineStyle: { color: colorOf(place), width: isWords ? 0 : 2.5 },
    data: values.map((value, index) => [spot(index), value]),
  }))
  const label = curves.length === 1 ? curves[0]!.label : undefined
  return draw(
    {
      xAxis: xAxis(clip(column, 40), {
        axisLabel: axisLabelOf(dependence),
        ...(isWords ? onWholeNumbers(at.length) : {}),
      }),
      yAxis: yAxis(
        label === undefined ? (curves.length > 1 ? "probability" : "prediction") : `probability of ${clip(label, 20)}`,
      ),
      series: [...(isWords ? [] : rowLines), ...means],
    },
    {
      title: `How the answer follows ${clip(column, 40)}`,
      caption:
        rows.length === 0 || isWords
          ? "The mean answer when all rows had this value."
          : "The strong line is the mean answer when all rows had this value, a thin line is one row.",
      alt: `Mean answer by ${clip(column, 40)}: ${at
        .map(
          (value, place) =>
            `${typeof value === "string" ? clip(value, 20) : axisText(dependence, value)} ${formatNumber(curves[0]!.means[place]!)}`,
        )
        .join("; ")}`,
      legend:
        curves.length < 2
          ? []
          : curves.map((curve, place) => ({ name: clip(curve.label ?? "", 30), color: colorOf(place) })),
    },
  )
}

function axisLabelOf(dependence: Dependence): ChartOption {
  const { at } = dependence
  const common = { color: "var(--muted)", fontSize: 12, hideOverlap: true }
  if (typeof at[0] === "string")
    return {
      ...common,
      formatter: (place: number) => clip(String(at[place] ?? ""), 12),
    }
  return dependence.isTime ? { ...common, formatter: (value: number) => axisText(dependence, value) } : common
}

function axisText({ isTime }: Dependence, value: number): string {
  return isTime ? new Date(value).toISOString().slice(0, 10) : formatNumber(value)
}

/** An axis on which things stand at 0, 1, 2 ...; axes count from their least value on. */
function onWholeNumbers(count: number): ChartOption {
  return { min: -1, max: count, interval: 1, splitLine: { show: false } }
}

function colorOf(place: number): string {
  return `var(--${["one", "two", "three", "four"][place % 4]})`
}

const tones = [
  { name: "low value", color: "var(--one)", holds: (place: number | null) => place !== null && place < 1 / 3 },
  {
    name: "middle",
    color: "var(--four)",
    holds: (place: number | null) => place !== null && place >= 1 / 3 && place <= 2 / 3,
  },
  { name: "high value", color: "var(--two)", holds: (place: number | null) => place !== null && place > 2 / 3 },
  { name: "a word, or missing", color: "var(--muted)", holds: (place: number | null) => place === null },
] as const

const bins = 60
const mostColumns = 20
