import { formatNumber } from "../base/index.ts"
import type { Estimate, Evaluation, Slice } from "../evaluate/index.ts"
import { clip, type Html, html } from "./html.ts"
import { label } from "./metric-label.ts"
import { percent, rangeText, type TableColumn, table } from "./page.ts"

/** Every metric beside the baseline's. */
export function scoreTable({ metrics, baseline, primary, rows, confidence }: Evaluation): Html {
  const caption = `On ${formatNumber(rows)} held-out rows; ranges hold ${percent(confidence)} of bootstrap samples`
  return table(caption, Object.entries(metrics), [
    {
      title: "Metric",
      heading: true,
      cell: ([name]) =>
        html`${label(name).label} ${name === primary.name ? html`<span class="tag">decides</span>` : undefined}`,
    },
    { title: "Model", number: true, cell: ([, { value }]) => html`<b>${formatNumber(value)}</b>` },
    { title: "Range", number: true, cell: ([, estimate]) => rangeText(estimate.interval) },
    ...(Object.keys(baseline).length === 0 ? [] : [baselineColumn(baseline)]),
    { title: "What it says", cell: ([name]) => html`<span class="quiet wrap">${label(name).meaning}</span>` },
  ])
}

function baselineColumn(baseline: Evaluation["baseline"]): TableColumn<[string, Estimate]> {
  return {
    title: "Baseline",
    number: true,
    cell: ([name]) => (baseline[name] === undefined ? "-" : formatNumber(baseline[name].value)),
  }
}

/** Slices with their interval drawn on one scale, and a line where the whole lies. */
export function sliceTable(slices: readonly Slice[], { primary }: Evaluation): Html {
  const low = Math.min(primary.value, ...slices.map(({ interval }) => interval[0]))
  const high = Math.max(primary.value, ...slices.map(({ interval }) => interval[1]))
  const place = (value: number): string => (high > low ? (2 + ((value - low) / (high - low)) * 96).toFixed(1) : "50")
  const strip = ({ value, interval: [from, to], worse }: Slice): Html => {
    const width = (Number(place(to)) - Number(place(from))).toFixed(1)
    return html`<span class="range${worse ? " bad" : ""}"><em style="left:${place(primary.value)}%"></em><i style="left:${place(from)}%;width:${width}%"></i><b style="left:${place(value)}%"></b></span>`
  }
  const metric = label(primary.name).label
  return table(
    `${metric} of parts of the rows, worst first; the line marks ${formatNumber(primary.value)}, the value over all rows`,
    slices,
    [
      {
        title: "Where",
        heading: true,
        cell: ({ column, label: where, worse }) =>
          html`${clip(column)}: ${clip(where)} ${worse ? html`<span class="tag bad">worse</span>` : undefined}`,
      },
      {
        title: "Rows",
        number: true,
        cell: ({ rows, share }) => html`${formatNumber(rows)} <span class="quiet">(${percent(share)})</span>`,
      },
      { title: metric, number: true, cell: ({ value }) => formatNumber(value) },
      { title: "Range", number: true, cell: ({ interval }) => rangeText(interval) },
      { title: html`<span class="quiet">drawn</span>`, cell: strip },
    ],
  )
}
