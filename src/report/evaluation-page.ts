import { formatNumber } from "../base/index.ts"
import type { Evaluation } from "../evaluate/index.ts"
import type { About } from "./about.ts"
import { type Draw, openDraw } from "./chart.ts"
import { classificationCharts, classTable, confusionTable, setTable } from "./classification-charts.ts"
import { clip, type Html, html, type Part } from "./html.ts"
import { influenceCharts } from "./influence-charts.ts"
import { label } from "./metric-label.ts"
import { type Figure, facts, rangeText, renderPage, type Section, table } from "./page.ts"
import { against, earlierPhases } from "./phases.ts"
import { regressionCharts } from "./regression-charts.ts"
import { scoreTable, sliceTable } from "./scores.ts"

/** The whole story of one model by the phases of CRISP-DM, as one HTML file of bounded size. */
export async function evaluationPage(evaluation: Evaluation, about: About): Promise<string> {
  const draw = await openDraw()
  const { label: metric } = label(evaluation.primary.name)
  const baseline = evaluation.baseline[evaluation.primary.name]
  return renderPage({
    kind: "Evaluation",
    title: clip(about.model, 120),
    lead: html`${metric} ${formatNumber(evaluation.primary.value)} (${rangeText(evaluation.primary.interval)}) on ${formatNumber(
      evaluation.rows,
    )} held-out rows${baseline === undefined ? "" : `; an answer that knows no column reaches ${formatNumber(baseline.value)}`}.`,
    figures: figuresOf(evaluation),
    sections: [
      ...earlierPhases(evaluation, about),
      scores(evaluation),
      details(evaluation, draw),
      slices(evaluation),
      importance(evaluation),
      influence(evaluation, draw),
      use(about),
    ].filter((section) => section !== undefined),
    footer: "Made by mlwright. This page loads nothing from elsewhere.",
  })
}

function figuresOf({ metrics, baseline, primary, rows }: Evaluation): readonly Figure[] {
  const base = baseline[primary.name]
  const change = base === undefined ? undefined : against(primary.value, base.value)
  const others = Object.entries(metrics).filter(([name]) => name !== primary.name)
  return [
    { value: formatNumber(primary.value), label: label(primary.name).label, tone: "main" },
    ...(change === undefined ? [] : [change]),
    ...others
      .filter(([name]) => name !== "mse" && name !== "mape")
      .slice(0, 3)
      .map(([name, { value }]) => ({ value: formatNumber(value), label: label(name).label })),
    { value: formatNumber(rows), label: "held-out rows" },
  ]
}

const phase = "5 · Evaluation"

function scores(evaluation: Evaluation): Section {
  return { id: "scores", title: "Scores", phase, body: scoreTable(evaluation) }
}

function details({ regression, classification }: Evaluation, draw: Draw): Section | undefined {
  if (regression !== undefined) {
    return { id: "errors", title: "Errors", phase, body: grid(regressionCharts(regression, draw)) }
  }
  if (classification === undefined) return undefined
  const body: Part = [
    confusionTable(classification),
    grid([...classificationCharts(classification, draw), classTable(classification), ...setTable(classification)]),
  ]
  return { id: "errors", title: "Errors", phase, body }
}

function slices(evaluation: Evaluation): Section | undefined {
  if (evaluation.slices.length === 0) return undefined
  const worse = evaluation.slices.filter((slice) => slice.worse).length
  const lead =
    worse === 0
      ? "No part of the rows is worse beyond what chance explains."
      : `${worse} of the parts shown ${worse === 1 ? "is" : "are"} worse beyond what chance explains.`
  return { id: "slices", title: "Where it is worst", phase, lead, body: sliceTable(evaluation.slices, evaluation) }
}

function importance({ importance: all, primary }: Evaluation): Section | undefined {
  if (all.length === 0) return undefined
  const metric = label(primary.name).label
  const shown = all.slice(0, mostImportant)
  const longest = Math.max(shown[0]!.drop, Number.MIN_VALUE)
  const rest = all.length > shown.length ? `; the ${shown.length} most important of ${all.length}` : ""
  const body = table(`How much worse ${metric} gets when a column is shuffled${rest}`, shown, [
    { title: "Column", heading: true, cell: ({ column }) => clip(column) },
    {
      title: html`<span class="quiet">drawn</span>`,
      cell: ({ drop }) =>
        html`<span class="bar wide"><i style="width:${Math.max(0, (drop / longest) * 100).toFixed(1)}%"></i></span>`,
    },
    { title: `${metric} worse by`, number: true, cell: ({ drop }) => formatNumber(drop) },
    { title: "± between shuffles", number: true, cell: ({ deviation }) => formatNumber(deviation) },
  ])
  return { id: "importance", title: "What matters", phase, body }
}

function influence(evaluation: Evaluation, draw: Draw): Section | undefined {
  const charts = influenceCharts(evaluation, draw)
  if (charts.length === 0) return undefined
  const lead =
    "What the model makes of its columns. That an answer follows a column does not say that the column is its cause."
  return { id: "influence", title: "What moves the answers", phase, lead, body: grid(charts) }
}

function use({ version, lineage }: About): Section {
  const chosen = version === undefined ? "" : ` --model ${clip(version, 40)}`
  return {
    id: "use",
    title: "Use",
    phase: "6 · Deployment",
    body: facts([
      ["Version", version],
      ["Serve it", html`<code>mlwright serve${chosen}</code>`],
      ["Predict a file", html`<code>mlwright predict FILE -o OUT${chosen}</code>`],
      ...lineage.map(([term, value]) => [term, html`<code>${clip(value, 120)}</code>`] as const),
    ]),
  }
}

function grid(parts: readonly Html[]): Html {
  return html`<div class="grid">${parts}</div>`
}

const mostImportant = 20
