import type { Output } from "../notebook/index.ts"
import { clip, type Html, html } from "./html.ts"
import { standaloneSvg } from "./standalone-svg.ts"

/** A drawing, and what it shows in words. */
export function svgOutput(plain: string, drawing: Html): Output {
  return { "text/plain": plain, "image/svg+xml": standaloneSvg(drawing) }
}

/** @param notes said below the table; empty ones are not */
export function tableOutput(
  header: readonly string[],
  lines: readonly (readonly string[])[],
  notes: readonly string[],
): Output {
  const said = notes.filter((note) => note !== "")
  const table = html`<table><thead><tr>${header.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>${lines.map(
    (cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table>${said.map((note) => html`<p>${note}</p>`)}`
  const plain = [header, ...lines].map((cells) => cells.join("  ").trimEnd())
  return { "text/plain": [...plain, ...said].join("\n"), "text/html": table.markup }
}

/** Text of a table in Markdown: nothing in it acts as markup. */
export function prose(text: string): string {
  return clip(text, 400).replaceAll(/[\\`*_{}[\]<>()#+.!|~$-]/g, (sign) => `\\${sign}`)
}

/** Text of a table as code in Markdown, with a fence longer than any in the text. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = "`".repeat(longest + 1)
  return longest === 0 ? `\`${clip(text, 120)}\`` : `${fence} ${clip(text, 120)} ${fence}`
}
