import { formatNumber } from "../base/index.ts"
import type { Advice, Profile } from "../table/index.ts"
import { openDraw } from "./chart.ts"
import { searchScript } from "./column-search.ts"
import { closerSection, columnsSection } from "./explore-columns.ts"
import { filesSection, readingSection } from "./explore-reading.ts"
import { relationsSection } from "./explore-relations.ts"
import { leakSection, targetSection, tellingSection } from "./explore-target.ts"
import { timeSection } from "./explore-time.ts"
import { type Explored, exploredColumns, more, understanding } from "./explored.ts"
import { clip, type Html, html, type Part } from "./html.ts"
import { type Figure, percent, renderPage, type Section, table } from "./page.ts"

/** What is in a table and what to do about it, as one HTML file of bounded size. */
export async function explorePage(profile: Profile, title: string): Promise<string> {
  const draw = await openDraw()
  const columns = exploredColumns(profile)
  const target = columns.find(({ schema }) => schema.role === "target")
  return renderPage({
    kind: "Data exploration",
    title: clip(title, 120),
    lead: html`${fileText(profile.files)}: ${formatNumber(profile.rows)} rows of ${formatNumber(columns.length)} columns.`,
    figures: figuresOf(profile, columns),
    sections: [
      adviceSection(profile.advice),
      target === undefined ? undefined : targetSection(target, draw),
      tellingSection(profile),
      leakSection(profile.suspects, target?.schema.name),
      relationsSection(profile.relations),
      missingSection(columns, profile.missingTogether),
      timeSection(profile.overTime, profile.schema),
      columnsSection(columns, profile.target !== undefined),
      closerSection(columns),
      filesSection(profile),
      readingSection(profile),
    ].filter((section) => section !== undefined),
    footer: "Made by mlwright. This page loads nothing from elsewhere.",
    script: searchScript,
  })
}

function figuresOf({ rows, advice, duplicates }: Profile, columns: readonly Explored[]): readonly Figure[] {
  const missing = columns.reduce((sum, column) => sum + column.facts.missing, 0)
  const used = columns.filter(({ schema: { role } }) => role === "feature" || role === "time").length
  return [
    { value: formatNumber(rows), label: "rows", tone: "main" },
    { value: formatNumber(columns.length), label: `columns, ${formatNumber(used)} for a model to read` },
    { value: percent(missing / Math.max(1, rows * columns.length)), label: "of all values missing" },
    {
      value: `${duplicates.oneIn > 1 ? "≈ " : ""}${formatNumber(duplicates.rows)}`,
      label: duplicates.rows === 1 ? "row repeats another" : "rows repeat another",
    },
    { value: formatNumber(advice.length), label: advice.length === 1 ? "piece of advice" : "pieces of advice" },
  ]
}

function adviceSection(advice: readonly Advice[]): Section {
  const shown = advice.slice(0, mostAdvice)
  const body: Part = [
    shown.length === 0
      ? html`<p class="note good">Nothing stands out.</p>`
      : html`<ul class="notes">${shown.map(
          ({ kind, text, setting }) =>
            html`<li class="note${tones[kind] ?? " warn"}">${clip(text, 400)}.${
              setting === undefined ? undefined : html` <span class="quiet">Change it in <code>${setting}</code></span>`
            }</li>`,
        )}</ul>`,
    more(advice.length, shown.length),
  ]
  return { id: "advice", title: "Advice", phase: understanding, body }
}

function missingSection(columns: readonly Explored[], together: Profile["missingTogether"]): Section | undefined {
  const holes = columns
    .map(({ facts: counted }) => counted)
    .filter(({ missing }) => missing > 0)
    .toSorted((a, b) => b.missing - a.missing)
  if (holes.length === 0) return undefined
  const shown = holes.slice(0, mostMissing)
  const body: Part = [
    table("Columns with the most missing values", shown, [
      { title: "Column", heading: true, cell: ({ name }) => clip(name) },
      {
        title: html`<span class="quiet">drawn</span>`,
        cell: ({ missing, rows }) =>
          html`<span class="bar wide"><i style="width:${((missing / rows) * 100).toFixed(1)}%"></i></span>`,
      },
      { title: "Share", number: true, cell: ({ missing, rows }) => percent(missing / rows) },
      { title: "Rows", number: true, cell: ({ missing }) => formatNumber(missing) },
    ]),
    more(holes.length, shown.length),
    together.length === 0 ? undefined : togetherTable(together),
  ]
  return { id: "missing", title: "Missing values", phase: understanding, body }
}

function togetherTable(together: Profile["missingTogether"]): Html {
  const shown = together.slice(0, mostMissing)
  const listed = (names: readonly string[]): string => {
    const rest = names.length - mostNamed
    const named = names.slice(0, mostNamed).map((name) => clip(name))
    return rest > 0 ? `${named.join(", ")} and ${formatNumber(rest)} more` : named.join(", ")
  }
  return html`${table("Columns that are missing in the same rows", shown, [
    { title: "Columns", heading: true, cell: ({ columns }) => listed(columns) },
    { title: "Share of the rows", number: true, cell: ({ share }) => percent(share) },
  ])}${more(together.length, shown.length)}
<p class="foot">One cause may be behind each of these groups: what is missing says then that it happened, and one column tells it as well as all.</p>`
}

function fileText(files: readonly string[]): string {
  return files.length === 1 ? clip(files[0]!, 120) : `${formatNumber(files.length)} files`
}

/** What spoils a model is bad, what one should only know is neither; the rest is a warning. */
const tones: Readonly<Partial<Record<Advice["kind"], string>>> = {
  leak: " bad",
  totals: " bad",
  future: " bad",
  files: "",
  reading: "",
  related: "",
  uninformative: "",
}

const mostAdvice = 100
const mostMissing = 25
const mostNamed = 12
