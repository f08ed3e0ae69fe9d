/** Markup that is already safe to put into a page. Plain strings are not: they get escaped. */
export interface Html {
  readonly markup: string
}

export type Part = Html | string | number | undefined | readonly Part[]

/**
 * Markup with everything put in escaped, unless it is markup itself; lists are joined, undefined is nothing.
 *
 * @example html`<td>${column.name}</td>`
 */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: String.raw({ raw: fixed }, ...parts.map(markupOf)) }
}

/** Text for people from a table: control characters are shown as spaces and long text is cut at `most` characters. */
export function clip(text: string, most = 60): string {
  const clean = text
    .slice(0, most * 4)
    .replaceAll(/\p{Cc}|[\u2028\u2029\u202A-\u202E\u2066-\u2069]|\p{Surrogate}/gu, " ")
  const letters = [...clean]
  return letters.length > most || text.length > most * 4 ? `${letters.slice(0, most - 1).join("")}…` : clean
}

/** Text that a narrow screen breaks behind `_`, `.`, `-`, `/` and before a capital rather than within a word, as in names of columns. */
export function breakable(text: string): Html {
  const parts = text.split(/(?<=[_./-])(?=[^_./-])|(?<=\p{Ll})(?=\p{Lu})/u)
  return html`${parts.map((part, index) => html`${index === 0 ? "" : html`<wbr>`}${part}`)}`
}

export function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign]!)
}

function markupOf(part: Part): string {
  if (part === undefined) return ""
  if (typeof part === "string") return escapeText(part)
  if (typeof part === "number") return String(part)
  if ("markup" in part) return part.markup
  return part.map(markupOf).join("")
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}
