import { type Layer, layers } from "../../src/layers.ts"

/** ARCHITECTURE.md with the table between its marks written anew. */
export function architecturePage(page: string): string {
  const rows = layers.map(
    ({ folder, owns, does, planned }) =>
      `| \`${folder}/\` | ${owns} | ${does}${planned === true ? " (planned)" : ""} |`,
  )
  const table = ["| Room | Owns | Does |", "|---|---|---|", ...rows].join("\n")
  return page.replace(/(<!-- rooms -->\n)[\s\S]*?(\n<!-- \/rooms -->)/, `$1${table}$2`)
}

/** The rooms as a picture: data walks from top to bottom, and imports may only point upwards. */
export function architectureSvg(): string {
  const height = layers.length * step + 2 * margin
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" role="img" aria-labelledby="title">
<title id="title">The rooms of mlwright in the order data walks through them; a room imports only from rooms above it</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
<line x1="28" y1="${height - margin}" x2="28" y2="${margin + 6}" stroke="#6b7280" stroke-width="1.5"/>
<path d="M 23 ${margin + 12} L 28 ${margin} L 33 ${margin + 12} Z" fill="#6b7280"/>
<text x="16" y="${height / 2}" font-size="12" fill="#4b5563" transform="rotate(-90 16 ${height / 2})" text-anchor="middle">imports point upwards</text>
${layers.map(room).join("\n")}
</svg>
`
}

function room({ folder, owns, does, planned }: Layer, index: number): string {
  const y = margin + index * step
  const frame =
    planned === true ? 'fill="#ffffff" stroke="#9ca3af" stroke-dasharray="4 3"' : 'fill="#eef4fb" stroke="#2f6fab"'
  return `<g>
<rect x="48" y="${y}" width="${width - 68}" height="${step - 8}" rx="6" ${frame}/>
<text x="62" y="${y + 19}" font-size="14" font-weight="600" fill="#12324f">${escaped(folder)}/</text>
<text x="150" y="${y + 19}" font-size="13" fill="#1f2937">${escaped(owns)}</text>
<text x="360" y="${y + 19}" font-size="12" fill="#4b5563">${escaped(does)}</text>
</g>`
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const width = 860
const step = 38
const margin = 16
