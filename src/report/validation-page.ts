import { formatNumber } from "../base/index.ts"
import type { Check, DriftReport, Task } from "../schema/index.ts"
import { driftSection } from "./drift-section.ts"
import { clip, type Html, html, type Part } from "./html.ts"
import { renderPage, type Section, table } from "./page.ts"

/** What was found when a table was held against its schema, and against the rows a model learnt from. */
export interface ValidationFacts {
  /** What was checked, such as a file name. */
  readonly source: string
  /** The verdict: what the command answers with. */
  readonly ok: boolean
  readonly rows: number
  readonly checks: readonly Check[]
  readonly drift?: DriftReport
  /** Decides the unit in which an effect on the predictions is told. */
  readonly task?: Task
}

/** The verdict, what failed first, as one HTML file of bounded size. */
export function validationPage({ source, ok, rows, checks, drift, task }: ValidationFacts): string {
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
    sections: [checkSection({ failed, warned, held }), ...(drift === undefined ? [] : [driftSection(drift, task)])],
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
    { title: "What was found", cell: ({ detail }) => html`<span class="wrap">${clip(detail, 400)}</span>` },
    { title: "Check", cell: ({ check }) => check },
    { title: "Result", cell: verdict },
  ])
}

function verdict({ ok, severity }: Check): Html {
  if (ok) return html`<span class="tag good">held</span>`
  return severity === "error" ? html`<span class="tag bad">failed</span>` : html`<span class="tag warn">warning</span>`
}

const mostChecks = 500
