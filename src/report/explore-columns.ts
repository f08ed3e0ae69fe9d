import { formatNumber } from "../base/index.ts"
import type { ColumnSchema } from "../schema/index.ts"
import { columnCard, shapeOf, showValue } from "./column-card.ts"
import { searchable, searchForm } from "./column-search.ts"
import { type Explored, more, understanding } from "./explored.ts"
import { clip, type Html, html, type Part } from "./html.ts"
import { percent, type Section, table } from "./page.ts"
import { barsOf, spark } from "./spark.ts"

/** Every column in a line, with a form to find some of them. */
export function columnsSection(columns: readonly Explored[], hasTarget: boolean): Section {
  const shown = columns.slice(0, mostColumns)
  const kinds = new Set(shown.flatMap(tagsOf))
  const about = {
    caption: "All columns in the order of the file",
    row: (column: Explored) => searchable(tagsOf(column)),
  }
  const body: Part = [
    searchForm({
      types: [...new Set(shown.map(({ schema }) => schema.type))].sort(),
      tags: filters.filter(([tag]) => kinds.has(tag)),
      columns: shown.length,
    }),
    table(about, shown, [
      { title: "Column", heading: true, cell: ({ schema }) => clip(schema.name) },
      { title: "Type", cell: ({ schema }) => schema.type },
      { title: "Use", cell: ({ schema }) => roleTag(schema) },
      {
        title: "Missing",
        number: true,
        cell: ({ facts: { missing, rows } }) => (missing === 0 ? "-" : percent(missing / rows)),
      },
      {
        title: "Different",
        number: true,
        cell: ({ facts: { distinct, distinctEstimated } }) =>
          `${distinctEstimated === true ? "about " : ""}${formatNumber(distinct)}`,
      },
      ...(hasTarget
        ? [
            {
              title: "Tells of target",
              number: true as const,
              cell: ({ information }: Explored) => (information === undefined ? "-" : percent(information.share)),
            },
          ]
        : []),
      { title: "Values", cell: valuesText },
      { title: "Shape", cell: shape },
    ]),
    more(columns.length, shown.length),
  ]
  return { id: "columns", title: "Columns", phase: understanding, body }
}

/** The columns that tell most, or the first ones, each on a card. */
export function closerSection(columns: readonly Explored[]): Section | undefined {
  const worth = columns
    .filter(({ sketch, schema: { role } }) => sketch !== undefined && role !== "target")
    .toSorted((one, other) => told(other) - told(one))
  if (worth.length === 0) return undefined
  const shown = worth.slice(0, mostCards)
  const body: Part = [
    html`<div class="cards">${shown.map((column) => columnCard(column, searchable(tagsOf(column))))}</div>`,
    more(worth.length, shown.length),
  ]
  return { id: "closer", title: "A closer look", phase: understanding, body }
}

const told = ({ information }: Explored): number => (information?.aboveChance === true ? information.share : 0)

function tagsOf({ schema, facts, shape: spread, drifted }: Explored): readonly string[] {
  const outlying = (spread?.outliers?.below ?? 0) + (spread?.outliers?.above ?? 0)
  const isUsed = schema.role === "feature" || schema.role === "time"
  return [
    schema.type,
    isUsed ? "used" : schema.role === "target" ? "" : "unused",
    facts.missing > 0 ? "missing" : "",
    outlying > 0 ? "outliers" : "",
    drifted ? "drifted" : "",
  ].filter((tag) => tag !== "")
}

function roleTag({ role, reason }: ColumnSchema): Html {
  const tone =
    role === "target" ? " good" : role === "leak" ? " bad" : role === "feature" || role === "time" ? "" : " warn"
  const why = reason === undefined ? undefined : html`<small class="quiet wrap">${clip(reason, 200)}</small>`
  return html`<span class="tag${tone}">${role}</span>${why}`
}

function valuesText({ schema, facts: { words, examples, min, max } }: Explored): Part {
  const shown = words?.map(({ word }) => word) ?? examples
  const text =
    min === undefined || max === undefined || schema.type === "boolean" || schema.type === "category"
      ? shown
          .slice(0, 3)
          .map((word) => clip(word, 16))
          .join(", ")
      : `${showValue(min, schema)} to ${showValue(max, schema)}`
  return html`<span class="quiet values">${text}</span>`
}

function shape({ schema, sketch }: Explored): Part {
  const bars = sketch === undefined ? undefined : barsOf(sketch)
  return bars === undefined || sketch === undefined ? "-" : spark(bars, shapeOf(schema, sketch))
}

const filters: readonly (readonly [string, string])[] = [
  ["used", "columns a model reads"],
  ["unused", "columns left out"],
  ["missing", "with missing values"],
  ["outliers", "with far outliers"],
  ["drifted", "changed with time"],
]

const mostColumns = 1200
const mostCards = 40
