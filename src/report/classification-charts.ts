import { formatNumber } from "../base/index.ts"
import type { ClassificationDetail, Decision } from "../evaluate/index.ts"
import { type ChartOption, type Draw, xAxis, yAxis } from "./chart.ts"
import { clip, type Html, html } from "./html.ts"
import { percent, table } from "./page.ts"

/** Curves over all thresholds, and whether stated probabilities come true. */
export function classificationCharts(detail: ClassificationDetail, draw: Draw): readonly Html[] {
  const { roc, precisionRecall, calibration } = detail
  return [
    ...(roc.length === 0 ? [] : [rocChart(detail, draw)]),
    ...(precisionRecall.length === 0 ? [] : [precisionRecallChart(detail, draw)]),
    ...(calibration.length === 0 ? [] : [calibrationChart(detail, draw)]),
    ...(detail.decision === undefined ? [] : [costChart(detail.decision, draw)]),
  ]
}

/** Truth by prediction; the shade is the share of the truth's rows. */
export function confusionTable({ confusion: { labels, counts } }: ClassificationDetail): Html {
  const rows = labels.map((label, truth) => ({ label, truth, total: counts[truth]!.reduce((sum, n) => sum + n, 0) }))
  const caption = "Truth in rows, prediction in columns; the shade is the share of the row"
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="heat"><caption><span>${caption}</span></caption>
<thead><tr><th scope="col">truth \\ predicted</th>${labels.map((label) => html`<th scope="col" class="n">${clip(label, 18)}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ label, truth, total }) =>
      html`<tr><th scope="row">${clip(label, 30)}</th>${counts[truth]!.map((count, answer) => {
        const share = total > 0 ? count / total : 0
        const right = answer === truth ? html` class="right"` : undefined
        return html`<td${right} style="background:rgba(var(--heat),${(share * 0.5).toFixed(3)})">${formatNumber(count)}${
          labels.length <= 8 ? html`<br><small>${percent(share)}</small>` : undefined
        }</td>`
      })}</tr>`,
  )}</tbody></table></div>`
}

export function classTable({ perClass }: ClassificationDetail): Html {
  const shown = perClass.slice(0, mostClasses)
  const rest = perClass.length > shown.length ? `; the first ${shown.length} of ${perClass.length}` : ""
  return table(`Each class against the others${rest}`, shown, [
    { title: "Class", heading: true, cell: ({ label }) => clip(label) },
    { title: "Rows", number: true, cell: ({ rows }) => formatNumber(rows) },
    { title: "Precision", number: true, cell: ({ precision }) => formatNumber(precision) },
    { title: "Recall", number: true, cell: ({ recall }) => formatNumber(recall) },
    { title: "F1", number: true, cell: ({ f1 }) => formatNumber(f1) },
    { title: "ROC AUC", number: true, cell: ({ auc }) => (auc === undefined ? "-" : formatNumber(auc)) },
  ])
}

/** None where the model gives no prediction sets. */
export function setTable({ coverage }: ClassificationDetail): readonly Html[] {
  if (coverage.length === 0) return []
  const rows = table("Prediction sets: do they hold what they promise?", coverage, [
    { title: "Promised", heading: true, cell: ({ share }) => `${percent(share)} of the rows` },
    { title: "Held", number: true, cell: ({ held }) => percent(held) },
    { title: "Likely between", number: true, cell: ({ interval }) => interval.map(percent).join(" and ") },
    { title: "Classes, mean", number: true, cell: ({ meanSize }) => formatNumber(meanSize) },
    { title: "One class", number: true, cell: ({ single }) => percent(single) },
    {
      title: "Held least",
      cell: ({ worst }) => (worst === undefined ? "-" : `${clip(worst.label, 30)}: ${percent(worst.held)}`),
    },
  ])
  return [rows]
}

function rocChart({ roc, perClass }: ClassificationDetail, draw: Draw): Html {
  const areas = roc.map(
    ({ label }) =>
      `${clip(label, 30)}: area ${formatNumber(perClass.find((one) => one.label === label)?.auc ?? Number.NaN)}`,
  )
  return draw(
    {
      ...unitAxes("false positive rate", "true positive rate"),
      series: [diagonal, ...curves(roc)],
    },
    {
      title: "ROC",
      caption: "Towards the upper left is better; the dashed line is guessing.",
      alt: `ROC curves. ${areas.join("; ")}`,
      legend: legend(roc),
      height: 320,
    },
  )
}

function precisionRecallChart({ precisionRecall }: ClassificationDetail, draw: Draw): Html {
  return draw(
    {
      ...unitAxes("recall", "precision"),
      series: curves(precisionRecall),
    },
    {
      title: "Precision and recall",
      caption: "Share of positives found, and share of finds that are right.",
      alt: `Precision-recall curves of ${precisionRecall.map(({ label }) => clip(label, 30)).join(", ")}`,
      legend: legend(precisionRecall),
      height: 320,
    },
  )
}

function calibrationChart(detail: ClassificationDetail, draw: Draw): Html {
  const { calibration, calibrationError, uncalibrated } = detail
  const before = uncalibrated === undefined ? [] : [calibrationLine(uncalibrated.calibration, "var(--three)")]
  const told =
    uncalibrated === undefined
      ? `The mean gap is ${percent(calibrationError)}.`
      : `The mean gap is ${percent(calibrationError)}; before the model corrects its probabilities, ${percent(uncalibrated.calibrationError)}.`
  return draw(
    {
      ...unitAxes("stated probability", "how often it happened"),
      series: [diagonal, ...before, calibrationLine(calibration, "var(--two)")],
    },
    {
      title: "Do stated probabilities come true?",
      caption: `On the dashed line they do. ${told}`,
      alt: `Calibration: ${calibration.map(({ predicted, observed }) => `${percent(predicted)} stated, ${percent(observed)} happened`).join("; ")}`,
      height: 320,
      legend: [
        { name: "as answered", color: "var(--two)" },
        ...(uncalibrated === undefined ? [] : [{ name: "before correction", color: "var(--three)" }]),
      ],
    },
  )
}

function costChart({ threshold, costs, cost, costAtHalf, curve }: Decision, draw: Draw): Html {
  const top = Math.max(...curve.map((point) => point.cost))
  const told = `${formatNumber(costs.falsePositive)} for a false positive and ${formatNumber(costs.falseNegative)} for a false negative`
  return draw(
    {
      xAxis: xAxis("threshold", { min: 0, max: 1, interval: 0.25 }),
      yAxis: yAxis("mean cost of a row", { min: 0 }),
      series: [
        {
          type: "line",
          symbol: "none",
          lineStyle: { color: "var(--muted)", width: 1.5, type: "dashed" },
          data: [
            [threshold, 0],
            [threshold, top],
          ],
        },
        {
          type: "line",
          symbol: "none",
          lineStyle: { color: "var(--one)", width: 2 },
          data: curve.map((point) => [point.threshold, point.cost]),
        },
      ],
    },
    {
      title: "What wrong answers cost",
      caption: `At ${told}. The model answers the positive class above ${formatNumber(threshold)}, the dashed line: ${formatNumber(cost)} a row; at one half it is ${formatNumber(costAtHalf)}.`,
      alt: `Mean cost of a row by threshold: ${curve
        .filter((_, place) => place % 25 === 0)
        .map((point) => `${formatNumber(point.cost)} at ${formatNumber(point.threshold)}`)
        .join(", ")}`,
      height: 320,
    },
  )
}

function calibrationLine(groups: ClassificationDetail["calibration"], color: string): ChartOption {
  return {
    type: "line",
    symbol: "circle",
    symbolSize: 8,
    lineStyle: { color, width: 2 },
    itemStyle: { color },
    data: groups.map(({ predicted, observed }) => [predicted, observed]),
  }
}

function curves(all: ClassificationDetail["roc"]): readonly ChartOption[] {
  return all.map(({ label, points }, index) => {
    const color = colorOf(index)
    return {
      type: "line",
      name: clip(label, 24),
      symbol: "none",
      lineStyle: { color, width: 2 },
      itemStyle: { color },
      data: points.map(({ x, y }) => [x, y]),
    }
  })
}

function legend(all: ClassificationDetail["roc"]): readonly { readonly name: string; readonly color: string }[] {
  return all.map(({ label }, index) => ({ name: clip(label, 30), color: colorOf(index) }))
}

function colorOf(index: number): string {
  return `var(--${colors[index % colors.length]})`
}

function unitAxes(x: string, y: string): ChartOption {
  const unit = { min: 0, max: 1, interval: 0.25 }
  return { xAxis: xAxis(x, unit), yAxis: yAxis(y, unit) }
}

const diagonal: ChartOption = {
  type: "line",
  symbol: "none",
  lineStyle: { color: "var(--muted)", width: 1.5, type: "dashed" },
  data: [
    [0, 0],
    [1, 1],
  ],
}

const colors = ["one", "two", "three", "four", "five", "six"]
const mostClasses = 200
