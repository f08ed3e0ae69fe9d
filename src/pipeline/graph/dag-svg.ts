import type { Dag } from "./dag.ts"

/** A drawing that needs nothing else, light or dark as the reader's page is: each node below all it stands on. */
export function svgText(dag: Dag): string {
  const rows = rowsOf(dag)
  const width = Math.max(...rows.map((row) => row.reduce((sum, node) => sum + boxWidth(node) + gap, gap)), 2 * gap)
  const places = new Map(
    rows.flatMap((row, index) => {
      const used = row.reduce((sum, node) => sum + boxWidth(node) + gap, -gap)
      let x = (width - used) / 2
      return row.map((node) => {
        const place = { x, y: gap + index * (boxHeight + rowGap), width: boxWidth(node) }
        x += place.width + gap
        return [node, place] as const
      })
    }),
  )
  const height = gap + rows.length * (boxHeight + rowGap) - rowGap + gap
  const lines = dag.edges.flatMap(([from, to]) => {
    const [start, end] = [places.get(from), places.get(to)]
    return start === undefined || end === undefined ? [] : [line(start, end)]
  })
  const boxes = [...places].map(([node, place]) => box(node, place))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="stages and what they stand on">
<style>rect{fill:#f4f6fb;stroke:#5b6b8c}text{fill:#1c2330;font:13px ui-monospace,monospace;text-anchor:middle}path{fill:none;stroke:#8a97b1;stroke-width:1.5}marker path{fill:#8a97b1;stroke:none}@media(prefers-color-scheme:dark){rect{fill:#202838;stroke:#8a97b1}text{fill:#e8ecf4}}</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>
${[...lines, ...boxes].join("\n")}
</svg>`
}

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** Each node one row below the lowest of those it stands on. */
function rowsOf({ nodes, edges }: Dag): readonly (readonly string[])[] {
  const depths = new Map<string, number>()
  const depthOf = (node: string): number => {
    const known = depths.get(node)
    if (known !== undefined) return known
    const before = edges.filter(([, to]) => to === node).map(([from]) => depthOf(from) + 1)
    depths.set(node, Math.max(0, ...before))
    return depths.get(node) ?? 0
  }
  const deepest = Math.max(-1, ...nodes.map(depthOf))
  return Array.from({ length: deepest + 1 }, (_, depth) => nodes.filter((node) => depthOf(node) === depth))
}

function box(node: string, { x, y, width }: Place): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${boxHeight}" rx="6"/><text x="${x + width / 2}" y="${y + boxHeight / 2 + 4}">${escaped(node)}</text>`
}

function line(from: Place, to: Place): string {
  const [x1, y1] = [from.x + from.width / 2, from.y + boxHeight]
  const [x2, y2] = [to.x + to.width / 2, to.y]
  const bend = (y2 - y1) / 2
  return `<path d="M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}" marker-end="url(#tip)"/>`
}

function boxWidth(node: string): number {
  return 24 + 8 * [...node].length
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

const boxHeight = 32
const rowGap = 36
const gap = 16
