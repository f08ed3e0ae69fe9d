import { formatDuration, formatNumber } from "../base/index.ts"
import type { Evaluation } from "../evaluate/index.ts"
import { type About, keptText, shippedText } from "./about.ts"
import { clip, html, type Part } from "./html.ts"
import { label } from "./metric-label.ts"
import { type Figure, facts, percent, type Section, type TableColumn, table } from "./page.ts"

/** What was done before the evaluation, by the first four phases of CRISP-DM. */
export function earlierPhases(evaluation: Evaluation, about: About): readonly Section[] {
  return [goal(evaluation, about), data(about), preparation(about), modelling(evaluation, about)]
}

export const taskNames = {
  regression: "regression: a number",
  binary: "binary classification: one of two classes",
  multiclass: "classification: one of several classes",
} as const

function goal({ task, classes, primary }: Evaluation, { objective, target }: About): Section {
  const { meaning } = label(primary.name)
  const shown = classes.slice(0, 12).map((word) => clip(word, 30))
  const more = classes.length > shown.length ? ` and ${classes.length - shown.length} more` : ""
  return {
    id: "goal",
    half: true,
    title: "Goal",
    phase: "1 · Business understanding",
    lead: objective,
    body: facts([
      ["Predicts", html`<b>${clip(target.name)}</b>${target.unit === undefined ? "" : ` in ${target.unit}`}`],
      ["Computed as", target.expression === undefined ? undefined : html`<code>${clip(target.expression, 300)}</code>`],
      ["Kind of problem", taskNames[task]],
      ["Classes", classes.length === 0 ? undefined : `${shown.join(", ")}${more}`],
      ["Positive", task === "binary" ? shown[1] : undefined],
      [
        "Judged by",
        html`${label(primary.name).label}. ${meaning}; ${primary.lowerIsBetter ? "lower" : "higher"} is better`,
      ],
    ]),
  }
}

function data({ data: { files, trainRows, testRows, split, refitRows } }: About): Section {
  const names = files.slice(0, 8).map((file) => html`<code>${clip(file, 120)}</code> `)
  return {
    id: "data",
    half: true,
    title: "Data",
    phase: "2 · Data understanding",
    body: facts([
      [
        "Files",
        files.length === 0 ? undefined : html`${names}${files.length > 8 ? `and ${files.length - 8} more` : ""}`,
      ],
      ["Learnt from", `${formatNumber(trainRows)} rows`],
      ["Judged on", `${formatNumber(testRows)} rows that training never saw`],
      ["Held out", split],
      ["Shipped", refitRows === undefined ? undefined : shippedText(refitRows)],
    ]),
  }
}

function preparation({ preparation: { inputs, features, dropped } }: About): Section {
  const list = table("Columns left out", dropped.slice(0, mostDropped), [
    { title: "Column", heading: true, cell: ({ column }) => clip(column) },
    { title: "Why", cell: ({ reason }) => clip(reason, 300) },
  ])
  const rest = dropped.length - mostDropped
  const body: Part = [
    facts([
      ["Columns read", formatNumber(inputs)],
      ["Features made of them", formatNumber(features)],
      ["Columns left out", dropped.length === 0 ? "none" : formatNumber(dropped.length)],
    ]),
    dropped.length === 0
      ? undefined
      : html`<details${dropped.length <= 8 ? html` open` : undefined}><summary>Why columns were left out</summary>${list}${
          rest > 0 ? html`<p class="quiet">and ${formatNumber(rest)} more</p>` : undefined
        }</details>`,
  ]
  return { id: "preparation", title: "Preparation", phase: "3 · Data preparation", body }
}

function modelling({ primary }: Evaluation, { training }: About): Section {
  const { candidates } = training
  const { label: metric } = label(primary.name)
  const shown = candidates.slice(0, mostCandidates)
  const caption = `${metric} by cross-validation on the training rows${
    candidates.length > shown.length ? `; ${shown.length} of ${candidates.length} candidates` : ""
  }`
  return {
    id: "modelling",
    title: "Modelling",
    phase: "4 · Modelling",
    lead: html`Kept: <b>${keptText(training)}</b>, fitted again on all training rows.`,
    body:
      shown.length === 0
        ? undefined
        : table(caption, shown, [
            {
              title: "Candidate",
              heading: true,
              cell: ({ name, chosen }) =>
                html`${clip(name, 90)} ${chosen === true ? html`<span class="tag good">kept</span>` : undefined}`,
            },
            { title: metric, number: true, cell: ({ score }) => formatNumber(score) },
            { title: "± between folds", number: true, cell: ({ deviation }) => formatNumber(deviation) },
            ...(shown.some(({ seconds }) => seconds !== undefined) ? [timeColumn] : []),
          ]),
  }
}

/** @returns such as `38 %`, `lower than the baseline`; undefined when the baseline is too near zero to compare with */
export function against(value: number, baseline: number): Figure | undefined {
  const change = (value - baseline) / Math.abs(baseline)
  if (!(Math.abs(change) < 10)) return undefined
  return { value: percent(Math.abs(change)), label: `${change < 0 ? "lower" : "higher"} than the baseline` }
}

const timeColumn: TableColumn<About["training"]["candidates"][number]> = {
  title: "Time",
  number: true,
  cell: ({ seconds }) => (seconds === undefined ? "-" : formatDuration(seconds * 1000)),
}

const mostDropped = 200
const mostCandidates = 40
