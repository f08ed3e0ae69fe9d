import { formatNumber } from "../base/index.ts"
import type { Relations } from "../table/index.ts"
import { measureNames } from "./explore-target.ts"
import { understanding } from "./explored.ts"
import { clip, type Html, html, type Part } from "./html.ts"
import { type Section, table } from "./page.ts"

/** How columns go together: the strongest pairs, and all pairs of the most telling columns as one drawing. */
export function relationsSection({ columns, strength, pairs, rows }: Relations): Section | undefined {
  if (columns.length < 2 || pairs.length === 0) return undefined
  const strong = pairs.filter(({ value }) => Math.abs(value) >= weakest)
  const shown = strong.slice(0, columns.length > mostNumbered ? mostPairs : fewPairs)
  const drawn = html`<div class="scroll" tabindex="0" role="region" aria-label="Strength of each pair">${matrix(columns, strength)}</div>`
  const listed =
    shown.length === 0
      ? html`<p class="quiet">No pair is stronger than ${weakest}.</p>`
      : table("The strongest pairs", shown, [
          {
            title: "Pair",
            heading: true,
            cell: ({ one, other, measure }) =>
              html`${clip(one)} · ${clip(other)} <small class="quiet">${measureNames[measure]}</small>`,
          },
          { title: "Strength", number: true, cell: ({ value }) => value.toFixed(2) },
        ])
  const body: Part = [
    html`<div class="beside">${drawn}<div>${listed}</div></div>`,
    html`<p class="foot">From ${formatNumber(rows)} rows. Two numbers: rank correlation (Spearman). Two categories: Cramér’s V. A number and a category: correlation ratio. 0 is no relation, 1 a fixed one; the drawing shows the strength without its sign.</p>`,
  ]
  return { id: "together", title: "Columns that go together", phase: understanding, body }
}

/** Strength of every pair: a square each; numbers are written where there is room. */
export function matrix(columns: readonly string[], strength: Relations["strength"]): Html {
  const isSmall = columns.length <= mostNumbered
  const cell = isSmall ? 40 : 20
  const left = 8 + 7.2 * Math.max(...columns.map((name) => clip(name, longestLabel).length))
  const top = left * 0.7 + 6
  const size = columns.length * cell
  const heads = columns.map((name, at) => {
    const [x, y] = [round(left + (at + 0.55) * cell), round(top - 6)]
    return html`<text x="${x}" y="${y}" transform="rotate(-45 ${x} ${y})">${clip(name, longestLabel)}</text>`
  })
  const lines = columns.map((name, row) => {
    const y = round(top + row * cell)
    return html`<text x="${round(left - 6)}" y="${round(y + cell / 2 + 4)}" text-anchor="end">${clip(name, longestLabel)}</text>${columns.map(
      (_other, at) =>
        square(strength[row]?.[at] ?? null, { x: round(left + at * cell), y, cell, isSmall, isSame: at === row }),
    )}`
  })
  const [width, height] = [round(left + size + left * 0.7), round(top + size + 2)]
  return html`<svg class="matrix" font-size="12" fill="var(--ink)" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Strength of the relation of each two of ${columns.length} columns; the strongest pairs are listed below">${heads}${lines}</svg>`
}

interface Square {
  readonly x: number
  readonly y: number
  readonly cell: number
  /** There is room for numbers. */
  readonly isSmall: boolean
  /** A column beside itself. */
  readonly isSame: boolean
}

function square(value: number | null, { x, y, cell, isSmall, isSame }: Square): Html | undefined {
  if (value === null) return undefined
  const side = cell - 2
  const box = html`<rect x="${x}" y="${y}" width="${side}" height="${side}" rx="3" fill="var(--one)" fill-opacity="${Number((0.03 + 0.52 * value).toFixed(2))}"/>`
  if (!isSmall || isSame) return box
  const middle = html`x="${round(x + side / 2)}" y="${round(y + side / 2 + 4)}" text-anchor="middle"`
  return html`${box}<text ${middle}>${value.toFixed(2)}</text>`
}

const round = (value: number): number => Number(value.toFixed(1))

/** Beside a large drawing there is room for more. */
const mostPairs = 24
const fewPairs = 12
const weakest = 0.1
const mostNumbered = 16
const longestLabel = 22
