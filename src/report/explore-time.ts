import { formatNumber } from "../base/index.ts"
import { type ColumnSchema, formatInstant, type Schema } from "../schema/index.ts"
import type { ColumnOverTime, OverTime, Period } from "../table/index.ts"
import { showValue } from "./column-card.ts"
import { more, understanding } from "./explored.ts"
import { clip, type Html, html, type Part } from "./html.ts"
import { percent, type Section, table } from "./page.ts"

/** How columns change with time, those that changed most first. */
export function timeSection(overTime: OverTime | undefined, schema: Schema): Section | undefined {
  if (overTime === undefined || overTime.columns.length === 0) return undefined
  const { column, periods, rows } = overTime
  const schemas = new Map(schema.columns.map((one) => [one.name, one]))
  const sorted = overTime.columns.toSorted((one, other) => distance(other) - distance(one))
  const shown = sorted.slice(0, mostColumns)
  const drifted = sorted.filter(({ drift }) => drift?.drifted === true).length
  const [first, last] = [periods[0]!, periods.at(-1)!]
  const lead = html`By <b>${clip(column)}</b>, ${dayOf(first.from)} to ${dayOf(last.to)}. ${drifted === 0 ? "No column is" : `${formatNumber(drifted)} of ${formatNumber(sorted.length)} columns ${drifted === 1 ? "is" : "are"}`} spread otherwise in the later half of the rows than in the earlier half.`
  const body: Part = [
    table(`${formatNumber(periods.length)} periods of one length, oldest to the left`, shown, [
      { title: "Column", heading: true, cell: ({ column: name }) => clip(name) },
      { title: "Change", cell: changeTag },
      { title: "Course", cell: (one) => courseOf(one, periods) },
      {
        title: "First to last",
        cell: (one) => html`<span class="quiet">${endsText(one, schemas.get(one.column))}</span>`,
      },
    ]),
    more(sorted.length, shown.length),
    html`<p class="foot">Medians of numbers, shares of the commonest words; lines run straight through periods without rows; from ${formatNumber(rows)} rows. When columns change with time, let the split go by time: <code>split</code> in mlwright.yaml.</p>`,
  ]
  return { id: "time", title: "Change with time", phase: understanding, lead, body }
}

/** How far beyond its threshold a column is. */
function distance({ drift }: ColumnOverTime): number {
  if (drift === undefined) return -1
  return (drift.drifted ? 1 : 0) + Math.min(0.99, drift.statistic / Math.max(drift.threshold, Number.MIN_VALUE) / 100)
}

function changeTag({ drift }: ColumnOverTime): Html {
  if (drift === undefined) return html`<span class="quiet">-</span>`
  return drift.drifted ? html`<span class="tag warn">changed</span>` : html`<span class="tag">steady</span>`
}

function courseOf(column: ColumnOverTime, periods: readonly Period[]): Html {
  const lines = linesOf(column)
  const known = lines.flatMap(({ values }) => values).filter((value) => value !== null)
  if (known.length === 0) return html`<span class="quiet">-</span>`
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const paths = lines.map(
    ({ values }, at) => html`<path class="${["one", "two", "three"][at]!}" d="${pathOf(values, { low, high })}"/>`,
  )
  return html`<svg class="trend" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${lines.map(({ name }) => name).join(", ")} over ${periods.length} periods">${paths}</svg>${
    lines.length < 2
      ? undefined
      : html`<ul class="legend">${lines.map(({ name }, at) => html`<li><i style="background:var(--${["one", "two", "three"][at]!})"></i>${name}</li>`)}</ul>`
  }`
}

interface Line {
  readonly name: string
  readonly values: readonly (number | null)[]
}

function linesOf({ medians, words, missing }: ColumnOverTime): readonly Line[] {
  if (medians?.some((value) => value !== null)) return [{ name: "Median", values: medians }]
  if (words !== undefined && words.length > 0)
    return words.slice(0, 3).map(({ word, shares }) => ({ name: clip(word, 20), values: shares }))
  return [{ name: "Share missing", values: missing }]
}

/** A line through the periods that have values; a single one is a dash. */
function pathOf(
  values: readonly (number | null)[],
  { low, high }: { readonly low: number; readonly high: number },
): string {
  const step = width / Math.max(1, values.length - 1)
  const points = values.flatMap((value, at) => {
    if (value === null) return []
    const y = high === low ? height / 2 : height - 2 - ((value - low) / (high - low)) * (height - 4)
    return [`${Number((at * step).toFixed(1))} ${Number(y.toFixed(1))}`]
  })
  return points.length === 1 ? `M${points[0]}h4` : `M${points.join("L")}`
}

function endsText(column: ColumnOverTime, schema: ColumnSchema | undefined): Part {
  const [line] = linesOf(column)
  const known = (line?.values ?? []).filter((value) => value !== null)
  const [first, last] = [known[0], known.at(-1)]
  if (line === undefined || first === undefined || last === undefined) return "-"
  const isMedian = line.name === "Median" && schema !== undefined
  const gaps = column.missing.filter((share) => share !== null)
  const [gapsFirst = 0, gapsLast = 0] = [gaps[0], gaps.at(-1)]
  const missing =
    line.name === "Share missing" || Math.abs(gapsLast - gapsFirst) < 0.05
      ? ""
      : `, missing ${percent(gapsFirst)} to ${percent(gapsLast)}`
  const show = (value: number): string => (isMedian ? showValue(value, schema) : percent(value))
  return `${isMedian ? "" : `${line.name}: `}${show(first)} to ${show(last)}${missing}`
}

const dayOf = (instant: number): string => formatInstant(instant, "date")

const width = 240
const height = 34
const mostColumns = 60
