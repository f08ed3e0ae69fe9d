import { formatNumber } from "../base/index.ts"
import type { Check, ColumnDrift, DriftReport } from "../schema/index.ts"
import { clip, type Html, html, type Part } from "./html.ts"
import { facts, percent, renderPage, type Section, table } from "./page.ts"

/** What was found when a table was held against its schema, and against the rows a model learnt from. */
export interface ValidationFacts {
  /** What was checked, such as a file name. */
  readonly source: string
  /** The verdict: what the command answers with. */
  readonly ok: boolean
  readonly rows: number
  readonly checks: readonly Check[]
  readonly drift?: DriftReport
}

/** The verdict, what failed first, as one HTML file of bounded size. */
export function validationPage({ source, ok, rows, checks, drift }: ValidationFacts): string {
  const failed = checks.filter(({ ok, severity }) => !ok && severity === "error")
  const warned = checks.filter(({ ok, severity }) => !ok && severity === "warn")
  const held = checks.filter(({ ok }) => ok)
  const drifted = drift?.columns.filter((column) => column.drifted).length
  return renderPage({
    kind: "Validation",
    title: clip(source, 120),
    lead: html`${formatNumber(rows)} rows held against schema.yaml.`,
    figures: [
      { value: ok ? "valid" : "not valid", label: "verdict", tone: ok ? "good" : "bad" },
      { value: formatNumber(failed.length), label: failed.length === 1 ? "check failed" : "checks failed" },
      { value: formatNumber(warned.length), label: warned.length === 1 ? "warning" : "warnings" },
      { value: formatNumber(held.length), label: "checks held" },
      ...(drifted === undefined ? [] : [{ value: formatNumber(drifted), label: "columns drifted" }]),
    ],
    sections: [checkSection({ failed, warned, held }), ...(drift === undefined ? [] : [driftSection(drift)])],
    footer: "Made by mlwright. This page loads nothing from elsewhere.",
  })
}

interface Sorted {
  readonly failed: readonly Check[]
  readonly warned: readonly Check[]
  readonly held: readonly Check[]
}

function checkSection({ failed, warned, held }: Sorted): Section {
  const body: Part = [
    failed.length === 0 ? html`<p class="note good">No check failed.</p>` : checkTable("What failed", failed),
    warned.length === 0 ? undefined : checkTable("Warnings", warned),
    html`<details><summary>${formatNumber(held.length)} checks that held</summary>${checkTable("What held", held)}</details>`,
  ]
  return { id: "checks", title: "Checks", phase: "2 · Data understanding", body }
}

function checkTable(caption: string, checks: readonly Check[]): Html {
  const shown = checks.slice(0, mostChecks)
  const rest =
    checks.length > shown.length ? `: the first ${formatNumber(shown.length)} of ${formatNumber(checks.length)}` : ""
  return table(`${caption}${rest}`, shown, [
    { title: "Column", heading: true, cell: ({ column }) => (column === null ? "whole table" : clip(column)) },
    { title: "Check", cell: ({ check }) => check },
    { title: "Result", cell: verdict },
    { title: "What was found", cell: ({ detail }) => html`<span class="wrap">${clip(detail, 400)}</span>` },
  ])
}

function verdict({ ok, severity }: Check): Html {
  if (ok) return html`<span class="tag good">held</span>`
  return severity === "error" ? html`<span class="tag bad">failed</span>` : html`<span class="tag warn">warning</span>`
}

function driftSection({ drifted, share, columns, untested }: DriftReport): Section {
  const worst = columns.toSorted((a, b) => excess(b) - excess(a))
  const shown = worst.slice(0, mostChecks)
  const rest =
    worst.length > shown.length ? `: the first ${formatNumber(shown.length)} of ${formatNumber(worst.length)}` : ""
  const lead = drifted
    ? `The rows no longer look like those the model learnt from: ${percent(share)} of the columns drifted.`
    : `The rows still look like those the model learnt from: ${percent(share)} of the columns drifted.`
  const tested = table(`Largest first${rest}`, shown, [
    { title: "Column", heading: true, cell: ({ column }) => clip(column) },
    {
      title: "Result",
      cell: (column) =>
        html`<span class="tag ${column.drifted ? "bad" : "good"}">${column.drifted ? "drifted" : "steady"}</span>`,
    },
    { title: "Distance", cell: ({ test }) => testNames[test] },
    { title: "Value", number: true, cell: ({ statistic }) => formatNumber(statistic) },
    { title: "Limit", number: true, cell: ({ threshold }) => formatNumber(threshold) },
    { title: html`<span class="quiet">drawn</span>`, cell: strip },
    { title: "p-value", number: true, cell: ({ pValue }) => (pValue === null ? "-" : formatNumber(pValue)) },
  ])
  const body: Part = [
    columns.length === 0 ? undefined : tested,
    untested.length === 0
      ? undefined
      : html`<details><summary>${formatNumber(untested.length)} not tested</summary>${facts(
          untested.slice(0, mostChecks).map(({ column, reason }) => [clip(column), clip(reason, 200)] as const),
        )}</details>`,
  ]
  return { id: "drift", title: "Drift", phase: "2 · Data understanding", lead, body }
}

/** The statistic on a scale whose middle is the limit. */
function strip(column: ColumnDrift): Html {
  const width = Math.min(100, excess(column) * 50).toFixed(1)
  return html`<span class="bar${column.drifted ? " bad" : ""}"><i style="width:${width}%"></i><em></em></span>`
}

/** How many times the limit. */
function excess({ statistic, threshold }: ColumnDrift): number {
  return threshold > 0 ? statistic / threshold : 0
}

const testNames: Readonly<Record<ColumnDrift["test"], string>> = {
  "chi-square": "chi-square",
  "jensen-shannon": "Jensen-Shannon",
}

const mostChecks = 500
