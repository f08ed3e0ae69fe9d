import { formatNumber } from "../base/index.ts"
import type { Profile } from "../table/index.ts"
import { more, understanding } from "./explored.ts"
import { clip, html, type Part } from "./html.ts"
import { facts, type Section, table } from "./page.ts"

/** Columns that not all files have, or that they write otherwise. */
export function filesSection({ changes, files }: Profile): Section | undefined {
  if (changes.length === 0) return undefined
  const shown = changes.slice(0, mostChanges)
  const body: Part = [
    table("Columns that are not alike in all files", shown, [
      { title: "Column", heading: true, cell: ({ column }) => clip(column) },
      { title: "Lacking in", cell: ({ absentFrom }) => named(absentFrom) },
      {
        title: "Written otherwise in",
        cell: ({ differs }) =>
          named(
            differs.map(
              ({ file, name, kind }) => `${file}: ${[name, kind].filter((part) => part !== undefined).join(", ")}`,
            ),
          ),
      },
    ]),
    more(changes.length, shown.length),
  ]
  const lead = `${formatNumber(files.length)} files are read as one table; a value is missing where a file lacks its column.`
  return { id: "files", title: "How the files differ", phase: understanding, lead, body }
}

/** Which files, and by what rules their text became a table. */
export function readingSection({ files, dialect, dropped, rows, sketchedRows }: Profile): Section {
  const names = files.slice(0, 20).map((file) => html`<code>${clip(file, 120)}</code> `)
  const titles = dialect?.titles.filter((title) => title !== "").map((title) => clip(title, 80)) ?? []
  const body = facts([
    ["Files", html`${names}${files.length > 20 ? `and ${formatNumber(files.length - 20)} more` : ""}`],
    ["Encoding", dialect === undefined ? undefined : `${dialect.encoding.name} (${dialect.encoding.evidence})`],
    ["Cells divided by", dialect === undefined ? undefined : (separators[dialect.delimiter] ?? dialect.delimiter)],
    ["Above the table", titles.length === 0 ? undefined : titles.slice(0, 3).join(" / ")],
    ["First line", dialect === undefined ? undefined : dialect.header ? "names the columns" : "is data"],
    ["Rows left out", dropped === 0 ? undefined : formatNumber(dropped)],
    [
      "Shapes drawn from",
      sketchedRows < rows ? `${formatNumber(sketchedRows)} rows spread evenly over the table` : "all rows",
    ],
  ])
  return { id: "reading", title: "How it was read", phase: understanding, body }
}

function named(words: readonly string[]): Part {
  if (words.length === 0) return html`<span class="quiet">-</span>`
  const shown = words.slice(0, 4).map((word) => clip(word, 80))
  const rest = words.length > shown.length ? ` and ${formatNumber(words.length - shown.length)} more` : ""
  return html`<span class="wrap">${shown.join("; ")}${rest}</span>`
}

const separators: Readonly<Record<string, string>> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" }
const mostChanges = 60
