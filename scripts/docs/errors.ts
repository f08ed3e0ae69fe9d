import { globSync, readFileSync } from "node:fs"

/** One error a person can cause, as its `errors.ts` writes it. */
export interface DocumentedError {
  readonly code: string
  readonly blame: string
  readonly message: string
  readonly hint: string
}

/** All errors of the code, by code. */
export function knownErrors(): readonly DocumentedError[] {
  return globSync("src/**/errors.ts")
    .flatMap((path) => errorsIn(readFileSync(path, "utf8")))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}

export function errorsPage(): string {
  const sections = Map.groupBy(knownErrors(), ({ code }) => code.slice(0, code.indexOf(".")))
  const parts = [...sections].map(([room, errors]) => `## ${room}\n\n${errors.map(row).join("\n")}`)
  return `# Errors

Generated from the code. Every error a person can cause has a stable code. With \`--json\` a command prints
\`{"error":{"code","blame","message","hint","detail"}}\`; the blame decides the exit code and the HTTP status:

| blame | means | exit | HTTP |
|---|---|---|---|
| user | fix input, settings or code | 2 | 4xx |
| environment | disk, network, port, credentials | 3 | 503 |
| gate | it worked and the answer is no | 4 | 409 |
| bug | our fault: run again with \`-v\` and report it | 1 | 500 |

Words in \`<angle brackets>\` stand for what the message names.

${parts.join("\n\n")}
`
}

function row({ code, blame, message, hint }: DocumentedError): string {
  return `### ${code}\n\n*${blame}.* ${message}.\n\nFix: ${hint}.\n`
}

function errorsIn(source: string): readonly DocumentedError[] {
  return source
    .split(/new KnownError\(/)
    .slice(1)
    .map((text) => ({
      code: literal(text, "code"),
      blame: literal(text, "blame"),
      message: literal(text, "message"),
      hint: literal(text, "hint"),
    }))
}

/** The text of a property: a string or a template, whose expressions become words in angle brackets. */
function literal(source: string, property: string): string {
  const start = source.search(new RegExp(`\\b${property}\\s*[:,]`))
  if (start < 0) throw new Error(`an error without ${property}: ${source.slice(0, 80)}`)
  const rest = source.slice(start + property.length).replace(/^\s*[:,]\s*/, "")
  const quoted = /["`]/.exec(rest)
  if (quoted === null) return "<words>"
  const before = rest.slice(0, quoted.index)
  return /[,}]/.test(before.replace(/\([^)]*\)/g, "")) ? `<${property}>` : readQuoted(rest.slice(quoted.index))
}

function readQuoted(text: string): string {
  const quote = text[0]
  let result = ""
  for (let at = 1; at < text.length; at++) {
    if (text[at] === "\\") result += text[++at]
    else if (text[at] === quote) return result
    else if (quote === "`" && text.startsWith("${", at)) {
      const end = closingBrace(text, at + 2)
      result += `<${nameOf(text.slice(at + 2, end))}>`
      at = end
    } else result += text[at]
  }
  return result
}

function closingBrace(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{") depth++
    if (text[at] === "}" && --depth === 0) return at
  }
  return text.length
}

/** The first name of an expression says what it stands for. */
const nameOf = (expression: string): string => /[a-z][a-zA-Z]*/.exec(expression)?.[0] ?? "value"
