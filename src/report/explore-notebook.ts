import { formatNumber } from "../base/index.ts"
import { type Cell, codeCell, notebookText, type Output, textCell } from "../notebook/index.ts"
import type { Profile } from "../table/index.ts"
import { type Draw, openDraw, xAxis, yAxis } from "./chart.ts"
import { shapeOf } from "./column-card.ts"
import { matrix } from "./explore-relations.ts"
import { targetChart } from "./explore-target.ts"
import { type Explored, exploredColumns } from "./explored.ts"
import { clip, type Html } from "./html.ts"
import { modelCells, type NotebookFacts, profileCode } from "./notebook-code.ts"
import { code, prose, svgOutput, tableOutput } from "./notebook-parts.ts"
import { percent } from "./page.ts"

/**
 * A narrated notebook of TypeScript: what is in the table with tables and charts, then the way from the table to a model, a step a cell.
 * The cells of the second part were not run; their outputs are empty.
 */
export async function exploreNotebook(profile: Profile, about: NotebookFacts): Promise<string> {
  const draw = await openDraw()
  const columns = exploredColumns(profile)
  const target = columns.find(({ schema }) => schema.role === "target")
  const cells = [
    textCell(introduction(profile, about)),
    codeCell(profileCode(about), [profileOutput(profile, columns)]),
    ...adviceCells(profile),
    ...(target === undefined ? [] : targetCells(profile, target, draw)),
    ...relationCells(profile),
    ...missingCells(columns, draw),
    ...(about.target === undefined ? [] : modelCells(about)),
  ]
  return notebookText({ cells })
}

function introduction({ files, rows, columns }: Profile, { title }: NotebookFacts): string {
  const names = files.length === 1 ? code(files[0]!) : `${formatNumber(files.length)} files`
  return `# ${prose(title)}

${names}: ${formatNumber(rows)} rows of ${formatNumber(columns.length)} columns, explored by mlwright.

The cells are TypeScript. To run them, install the library beside the notebook with \`npm install mlwright\` and open it with a kernel for TypeScript, such as Deno's. A cell that begins with \`// step: name\` is a step: \`mlwright notebook export\` turns the steps into typed files with a test each.`
}

function profileOutput({ sketchedRows, rows }: Profile, columns: readonly Explored[]): Output {
  const shown = columns.slice(0, mostColumns)
  const lines = shown.map(({ schema, facts, sketch }) => [
    clip(schema.name),
    schema.type,
    schema.role,
    facts.missing === 0 ? "-" : percent(facts.missing / facts.rows),
    formatNumber(facts.distinct),
    sketch === undefined ? "-" : clip(shapeOf(schema, sketch), 140),
  ])
  const more = columns.length > shown.length ? `and ${formatNumber(columns.length - shown.length)} more columns` : ""
  const sampled = sketchedRows < rows ? `values from ${formatNumber(sketchedRows)} rows spread evenly` : ""
  return tableOutput(["column", "type", "role", "missing", "different", "values"], lines, [more, sampled])
}

function adviceCells({ advice }: Profile): readonly Cell[] {
  const lines = advice.slice(0, mostAdvice).map(({ text, setting }) => {
    const act = setting === undefined ? "" : ` (change it in ${code(setting)})`
    return `- ${prose(clip(text, 400))}${act}`
  })
  const more = advice.length > lines.length ? [`- and ${formatNumber(advice.length - lines.length)} more`] : []
  const said = lines.length === 0 ? ["Nothing stands out."] : [...lines, ...more]
  return [textCell(`## Advice\n\n${said.join("\n")}`)]
}

function targetCells({ target }: Profile, explored: Explored, draw: Draw): readonly Cell[] {
  const { schema, sketch } = explored
  const chart = sketch === undefined ? undefined : targetChart(schema, sketch, draw)
  const cells: Cell[] = [textCell(`## Target\n\n${code(schema.name)} is what a model would predict.`)]
  if (chart !== undefined && sketch !== undefined) {
    const look = `profile.sketch.columns.find(({ name }) => name === ${JSON.stringify(schema.name)})`
    cells.push(codeCell(look, [svgOutput(shapeOf(schema, sketch), chart)]))
  }
  if (target === undefined || target.information.length === 0) return cells
  const told = target.information.slice(0, mostTold)
  const lines = told.map(({ column, share, aboveChance }) => [
    clip(column),
    percent(share),
    aboveChance ? "" : "no more than chance",
  ])
  const bars = barChart(
    draw,
    told.map(({ column, share }) => [clip(column, 24), share * 100]),
    { title: "What each column tells of the target alone", unit: "% of its uncertainty" },
  )
  const about =
    "The share of the target's uncertainty that a column takes away by itself: mutual information over entropy. Columns that work only together with others score low here."
  return [
    ...cells,
    textCell(`## What tells of the target\n\n${about}`),
    codeCell(`profile.target?.information.slice(0, ${mostTold})`, [
      tableOutput(["column", "share told", ""], lines, []),
      svgOutput("Bars of the same shares", bars),
    ]),
  ]
}

function relationCells({ relations: { columns, strength, pairs } }: Profile): readonly Cell[] {
  const [strongest] = pairs
  if (strongest === undefined) return []
  const plain = `Strongest: ${clip(strongest.one)} and ${clip(strongest.other)}, ${strongest.value.toFixed(2)}`
  return [
    textCell(
      "## Columns that go together\n\nTwo numbers by rank correlation, two categories by Cramér's V, a number and a category by the correlation ratio. The darker, the stronger.",
    ),
    codeCell("profile.relations.pairs.slice(0, 10)", [
      tableOutput(
        ["one", "other", "measure", "strength"],
        pairs.slice(0, 10).map(({ one, other, measure, value }) => [clip(one), clip(other), measure, value.toFixed(2)]),
        [],
      ),
      svgOutput(plain, matrix(columns, strength)),
    ]),
  ]
}

function missingCells(columns: readonly Explored[], draw: Draw): readonly Cell[] {
  const holes = columns
    .map(({ facts }) => facts)
    .filter(({ missing }) => missing > 0)
    .toSorted((one, other) => other.missing - one.missing)
    .slice(0, mostTold)
  if (holes.length === 0) return []
  const bars = barChart(
    draw,
    holes.map(({ name, missing, rows }) => [clip(name, 24), (missing / rows) * 100]),
    { title: "Columns with the most missing values", unit: "% of the rows" },
  )
  const plain = holes.map(({ name, missing, rows }) => `${clip(name)} ${percent(missing / rows)}`).join("\n")
  return [
    textCell("## Missing values"),
    codeCell("profile.columns.filter(({ missing }) => missing > 0)", [svgOutput(plain, bars)]),
  ]
}

/** Bars from the top, the first the longest. */
function barChart(
  draw: Draw,
  bars: readonly (readonly [name: string, value: number])[],
  { title, unit }: { readonly title: string; readonly unit: string },
): Html {
  const rows = bars.toReversed()
  return draw(
    {
      xAxis: xAxis(unit, { min: 0, scale: false }),
      yAxis: yAxis("", { type: "category", data: rows.map(([name]) => name), splitLine: { show: false } }),
      series: [
        {
          type: "bar",
          barCategoryGap: "30%",
          itemStyle: { color: "var(--one)" },
          data: rows.map(([, value]) => Number(value.toPrecision(4))),
        },
      ],
    },
    { title, caption: "", alt: title, height: 70 + 22 * bars.length },
  )
}

const mostColumns = 200
const mostAdvice = 40
const mostTold = 15
