import { formatNumber } from "../base/index.ts"
import type { RegressionDetail } from "../evaluate/index.ts"
import { type Draw, xAxis, yAxis } from "./chart.ts"
import type { Html } from "./html.ts"
import { percent, table } from "./page.ts"

/** Answers against the truth, their errors, and whether they are right on average. */
export function regressionCharts(detail: RegressionDetail, draw: Draw): readonly Html[] {
  return [
    scatter(detail, draw),
    groups(detail, draw),
    residuals(detail, draw),
    quantileTable(detail),
    ...(detail.coverage.length === 0 ? [] : [coverageTable(detail)]),
  ]
}

function scatter({ sample }: RegressionDetail, draw: Draw): Html {
  const ends = endsOf(sample.flatMap(({ truth, predicted }) => [truth, predicted]))
  return draw(
    {
      xAxis: xAxis("predicted", { ...between(ends) }),
      yAxis: yAxis("truth", { ...between(ends) }),
      series: [
        diagonal(ends),
        {
          type: "scatter",
          symbolSize: 6,
          itemStyle: { color: "var(--one)", opacity: 0.45 },
          data: sample.map(({ truth, predicted }) => [predicted, truth]),
        },
      ],
    },
    {
      title: "Predicted against truth",
      caption: "On the dashed line the answer is exact.",
      alt: `Scatter of ${sample.length} held-out rows, predicted against truth, between ${formatNumber(ends[0])} and ${formatNumber(ends[1])}`,
    },
  )
}

function groups({ calibration }: RegressionDetail, draw: Draw): Html {
  const ends = endsOf(calibration.flatMap(({ predicted, truthRange }) => [predicted, ...truthRange]))
  return draw(
    {
      xAxis: xAxis("predicted, mean of the group", { ...between(ends) }),
      yAxis: yAxis("truth", { ...between(ends) }),
      series: [
        diagonal(ends),
        ...calibration.map(({ predicted, truthRange }) => ({
          ...line("var(--two)"),
          data: truthRange.map((truth) => [predicted, truth]),
          lineStyle: { color: "var(--two)", width: 2, opacity: 0.5 },
        })),
        {
          type: "scatter",
          symbolSize: 8,
          itemStyle: { color: "var(--two)" },
          data: calibration.map(({ predicted, truth }) => [predicted, truth]),
        },
      ],
    },
    {
      title: "Right on average?",
      caption: `${calibration.length} groups of equally many rows by prediction: the dot is the mean truth, the bar holds the middle 80 %.`,
      alt: `Mean truth by group of predictions: ${calibration
        .map(({ predicted, truth }) => `${formatNumber(predicted)} predicted, ${formatNumber(truth)} true`)
        .join("; ")}`,
    },
  )
}

function residuals({ residual: { histogram, mean, quantiles } }: RegressionDetail, draw: Draw): Html {
  const width = (histogram.at(-1)!.to - histogram[0]!.from) / histogram.length
  const middle = quantiles
    .filter(({ share }) => share === 0.05 || share === 0.95)
    .map(({ value }) => formatNumber(value))
  return draw(
    {
      xAxis: xAxis("predicted - truth", {
        ...between([histogram[0]!.from, histogram.at(-1)!.to]),
        splitLine: { show: false },
      }),
      yAxis: yAxis("rows", { min: 0 }),
      series: [
        {
          type: "line",
          step: "middle",
          symbol: "none",
          lineStyle: { color: "var(--one)", width: 1.5 },
          areaStyle: { color: "var(--one)", opacity: 0.35 },
          data: histogram.map(({ from, rows }) => [from + width / 2, rows]),
        },
        { ...line("var(--muted)"), lineStyle: dashed, data: zeroLine(histogram) },
      ],
    },
    {
      title: "Errors",
      caption: `90 % lie between ${middle.join(" and ")}; the mean is ${formatNumber(mean)}. The ends hold what lies beyond.`,
      alt: `Histogram of predicted minus truth: ${quantiles.map(({ share, value }) => `${percent(share)} below ${formatNumber(value)}`).join(", ")}`,
    },
  )
}

function quantileTable({ residual: { quantiles, mean, deviation } }: RegressionDetail): Html {
  const lines = [
    ...quantiles.map(({ share, value }) => ({ what: `${percent(share)} of the errors are below`, value })),
    { what: "Mean", value: mean },
    { what: "Standard deviation", value: deviation },
  ]
  return table("Predicted - truth", lines, [
    { title: "Error", heading: true, cell: ({ what }) => what },
    { title: "Value", number: true, cell: ({ value }) => formatNumber(value) },
  ])
}

function coverageTable({ coverage }: RegressionDetail): Html {
  return table("Prediction intervals: do they hold what they promise?", coverage, [
    { title: "Promised", heading: true, cell: ({ share }) => `${percent(share)} of the rows` },
    { title: "Held", number: true, cell: ({ held }) => percent(held) },
    { title: "Likely between", number: true, cell: ({ interval }) => interval.map(percent).join(" and ") },
    { title: "Mean width", number: true, cell: ({ meanWidth }) => formatNumber(meanWidth) },
    { title: "Median width", number: true, cell: ({ medianWidth }) => formatNumber(medianWidth) },
  ])
}

function zeroLine(histogram: RegressionDetail["residual"]["histogram"]): readonly (readonly [number, number])[] {
  const inside = histogram[0]!.from < 0 && histogram.at(-1)!.to > 0
  return inside ? [0, Math.max(...histogram.map(({ rows }) => rows))].map((rows) => [0, rows] as const) : []
}

function diagonal([low, high]: readonly [number, number]): Readonly<Record<string, unknown>> {
  return {
    ...line("var(--muted)"),
    lineStyle: dashed,
    data: [
      [low, low],
      [high, high],
    ],
  }
}

function line(color: string): Readonly<Record<string, unknown>> {
  return { type: "line", symbol: "none", lineStyle: { color, width: 2 } }
}

/** Ends that are no round numbers get no label. */
function between([min, max]: readonly [number, number]): Readonly<Record<string, unknown>> {
  return {
    min,
    max,
    axisLabel: { color: "var(--muted)", fontSize: 12, hideOverlap: true, showMinLabel: false, showMaxLabel: false },
  }
}

/** Least and greatest, with a little room. */
function endsOf(values: readonly number[]): readonly [number, number] {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  const room = high > low ? (high - low) * 0.03 : 1
  return [low - room, high + room]
}

const dashed = { color: "var(--muted)", width: 1.5, type: "dashed" }
