import { formatNumber, hashBytes } from "../base/index.ts"
import { breakable, type Html, html, type Part } from "./html.ts"
import { styleSheet } from "./style.ts"

/** One part of a page; `id` is the anchor the navigation leads to. */
export interface Section {
  readonly id: string
  readonly title: string
  /** The phase of CRISP-DM it belongs to. */
  readonly phase?: string
  readonly lead?: Part
  readonly body: Part
  /** Two of them stand side by side where there is room. */
  readonly half?: true
}

export interface Page {
  /** What kind of page it is, above the title. */
  readonly kind: string
  readonly title: string
  readonly lead: Part
  readonly figures: readonly Figure[]
  readonly sections: readonly Section[]
  readonly footer: Part
  /** The page's own script, if it has one: the browser runs it because its hash is named, and nothing else. */
  readonly script?: string
  /** It has pictures in it, as `data:` addresses. */
  readonly pictures?: true
}

/** A number that matters, shown large. */
export interface Figure {
  readonly value: string
  readonly label: string
  /** The one that matters most, or one that is good or bad news. */
  readonly tone?: "main" | "good" | "bad"
}

/** A whole page that loads nothing from elsewhere and runs no script but its own. */
export function renderPage(page: Page): string {
  const style = { markup: styleSheet }
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'${page.pictures === true ? "; img-src data:" : undefined}${scriptSource(page.script)}">
<title>${page.kind}: ${page.title}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p class="kind">${page.kind}</p>
<h1>${page.title}</h1>
<p class="lead">${page.lead}</p>
<nav aria-label="Sections"><ul>${page.sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main id="content">
${page.figures.length === 0 ? undefined : html`<ul class="figures" aria-label="Key figures">${page.figures.map(figure)}</ul>`}
${page.sections.map(section)}
</main>
<footer>${page.footer}</footer>
${page.script === undefined ? undefined : html`<script>${{ markup: page.script }}</script>`}
</body>
</html>
`.markup
}

export interface TableColumn<Row> {
  readonly title: Part
  readonly cell: (row: Row) => Part
  /** Right-aligned. */
  readonly number?: true
  /** The cell names the row. */
  readonly heading?: true
}

/** A caption, and attributes for the rows. */
export interface TableFacts<Row> {
  readonly caption: string
  readonly row: (row: Row) => Html
}

/** A table that scrolls by itself when the screen is narrow. */
export function table<Row>(
  about: string | TableFacts<Row>,
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
): Html {
  const { caption, row: attributes = undefined } = typeof about === "string" ? { caption: about } : about
  const kind = ({ number }: TableColumn<Row>): Html | undefined => (number === true ? html` class="n"` : undefined)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption><span>${caption}</span></caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${kind(column)}>${column.title}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr${attributes?.(row)}>${columns.map((column) =>
      column.heading === true
        ? html`<th scope="row">${headingOf(column.cell(row))}</th>`
        : html`<td${kind(column)}>${column.cell(row)}</td>`,
    )}</tr>
`,
  )}</tbody></table></div>`
}

const headingOf = (cell: Part): Part => (typeof cell === "string" ? breakable(cell) : cell)

/** Pairs of a term and what is known of it; pairs without a value are left out. */
export function facts(pairs: readonly (readonly [string, Part])[]): Html {
  const known = pairs.filter(([, value]) => value !== undefined && value !== "")
  return html`<dl>${known.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>`
}

/** @returns such as `12.5 %`; never 0 or 100 for what is not quite that */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return "-"
  if (share > 0 && share < 0.001) return "< 0.1 %"
  if (share < 1 && share > 0.999) return "> 99.9 %"
  return `${Number((share * 100).toFixed(1))} %`
}

/** @returns such as `1.2 to 1.5` */
export function rangeText([low, high]: readonly [number, number]): string {
  return `${formatNumber(low)} to ${formatNumber(high)}`
}

function scriptSource(script: string | undefined): Html | undefined {
  if (script === undefined) return undefined
  const hash = Buffer.from(hashBytes("sha256", script), "hex").toString("base64")
  return { markup: `; script-src 'sha256-${hash}'` }
}

function figure({ value, label, tone }: Figure): Html {
  return html`<li${tone === undefined ? undefined : html` class="${tone}"`}><b>${value}</b><span>${label}</span></li>`
}

function section({ id, title, phase, lead, body, half }: Section): Html {
  return html`<section${half === true ? html` class="half"` : undefined} id="${id}" aria-labelledby="${id}-title">
${phase === undefined ? undefined : html`<p class="phase">${phase}</p>`}
<h2 id="${id}-title">${title}</h2>
${lead === undefined ? undefined : html`<p class="lead">${lead}</p>`}
${body}
</section>
`
}
