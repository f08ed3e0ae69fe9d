import { formatNumber } from "../base/index.ts"
import type { ColumnDrift, DriftReport, Task } from "../schema/index.ts"
import { clip, type Html, html, type Part } from "./html.ts"
import { facts, percent, type Section, type TableColumn, table } from "./page.ts"

/** What changed since training: drifted columns first, those that move the predictions most at the top. */
export function driftSection(report: DriftReport, task: Task | undefined): Section {
  const { columns, untested } = report
  const drifted = columns.filter((column) => column.drifted)
  const steady = columns.filter((column) => !column.drifted).toSorted((a, b) => excess(b) - excess(a))
  const body: Part = [
    drifted.length > 0 ? columnTable("What drifted", drifted, task) : undefined,
    columns.length > 0 && drifted.length === 0 ? html`<p class="note good">No column drifted.</p>` : undefined,
    steady.length === 0
      ? undefined
      : html`<details><summary>${formatNumber(steady.length)} steady columns</summary>${columnTable("What is steady", steady, task)}</details>`,
    untested.length === 0
      ? undefined
      : html`<details><summary>${formatNumber(untested.length)} not compared</summary>${facts(
          untested.slice(0, mostColumns).map(({ column, reason }) => [clip(column), clip(reason, 200)] as const),
        )}</details>`,
    columns.length === 0
      ? undefined
      : html`<details><summary>How this is judged</summary><p>${explanation}</p></details>`,
  ]
  return { id: "drift", title: "Drift", phase: "2 · Data understanding", lead: leadOf(report), body }
}

function leadOf({ drifted, columns, share }: DriftReport): string {
  if (columns.length === 0) return "No column could be compared with the rows a model learnt from."
  const count = columns.filter((column) => column.drifted).length
  const counted = `${formatNumber(count)} of ${formatNumber(columns.length)} columns drifted (${percent(share)})`
  if (drifted) return `The rows no longer look like those the model learnt from: ${counted}.`
  return `As a whole the rows still look like those the model learnt from: ${counted}.`
}

function columnTable(caption: string, columns: readonly ColumnDrift[], task: Task | undefined): Html {
  const shown = columns.slice(0, mostColumns)
  const rest =
    columns.length > shown.length ? `: the first ${formatNumber(shown.length)} of ${formatNumber(columns.length)}` : ""
  const hasEffect = shown.some(({ effect }) => effect !== undefined)
  const effects: readonly TableColumn<ColumnDrift>[] = [
    { title: "Moves predictions by", number: true, cell: ({ effect }) => effectText(effect, task) },
  ]
  return table(`${caption}${rest}`, shown, [
    { title: "Column", heading: true, cell: ({ column }) => clip(column) },
    { title: "What moved", cell: changes },
    ...(hasEffect ? effects : []),
    { title: "Test", cell: testText },
    { title: html`<span class="quiet">beside its limit</span>`, cell: strip },
    { title: "Adjusted p", number: true, cell: ({ adjustedPValue }) => chance(adjustedPValue) },
    { title: "PSI", number: true, cell: ({ stabilityIndex }) => formatNumber(Number(stabilityIndex.toPrecision(3))) },
  ])
}

/** What drifted first, of values and gaps. */
function changes({ change, missing }: ColumnDrift): Html {
  const values = clip(change, 160)
  if (missing === undefined || missing.reference === missing.current) return html`<span class="wrap">${values}</span>`
  const gaps = `missing ${percent(missing.reference)} to ${percent(missing.current)}`
  const [first, second] = missing.drifted ? [gaps, values] : [values, gaps]
  return html`<span class="wrap">${first}<br>${second}</span>`
}

function testText({ test, statistic, threshold }: ColumnDrift): string {
  const [value, limit] = [statistic, threshold].map((number) => formatNumber(Number(number.toPrecision(3))))
  return `${testNames[test]} ${value}, limit ${limit}`
}

/** Of a number in the unit of the target, of classes in points of probability. */
function effectText(effect: number | undefined, task: Task | undefined): string {
  if (effect === undefined) return "-"
  return task === undefined || task === "regression" ? formatNumber(effect) : `${formatNumber(100 * effect)} points`
}

function chance(pValue: number): string {
  return pValue < 0.0001 ? "< 0.0001" : formatNumber(Number(pValue.toPrecision(2)))
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
  "kolmogorov-smirnov": "Kolmogorov-Smirnov",
  wasserstein: "Wasserstein",
  "chi-square": "chi-square",
  "z-test": "z-test",
  "jensen-shannon": "Jensen-Shannon",
  "stability-index": "PSI",
}

const explanation = `A column drifted when two things hold. The change is more than chance: the adjusted p-value, which counts in how many columns were tried (Holm), is at most validate.driftSignificance. And it is large enough to matter: the distance (Wasserstein in standard deviations for numbers, Jensen-Shannon for words) is at least validate.driftDistance. The limit is the value of the test from which on it speaks of a change. The effect on the predictions is their mean change when the column alone is moved back to how it was in training.`

const mostColumns = 500
