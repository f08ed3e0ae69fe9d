import { isPlainObject } from "../base/index.ts"
import { parseDataFile } from "../pipeline/index.ts"
import type { YamlValue } from "../version/index.ts"
import { tomlKey, tomlLiteral } from "./literal-text.ts"

/** One statement `key = value` of a TOML file. */
interface Statement {
  readonly keys: readonly string[]
  /** Where its lines begin and end, the line break counted in. */
  readonly from: number
  readonly to: number
  readonly value: { readonly from: number; readonly to: number; readonly content: YamlValue }
}

interface Section {
  readonly keys: readonly string[]
  /** Where a further statement can be put. */
  readonly end: number
  readonly statements: readonly Statement[]
}

/**
 * A TOML text with one value set, or taken away when it is undefined; all else stays, comments and order too.
 *
 * @param keys the steps of a dotted key
 * @returns undefined where the text cannot be changed in place
 */
export async function withTomlValue(
  text: string,
  keys: readonly string[],
  value: YamlValue | undefined,
): Promise<string | undefined> {
  const sections = await sectionsOf(text)
  const statements = sections.flatMap((section) => section.statements)
  const holder = statements.find((one) => one.keys.every((key, index) => key === keys[index]))
  if (holder === undefined) return value === undefined ? undefined : added(text, sections, { keys, value })
  const below = keys.slice(holder.keys.length)
  if (below.length === 0 && value === undefined) return text.slice(0, holder.from) + text.slice(holder.to)
  const changed = replaced(holder.value.content, below, value)
  const literal = changed === undefined ? undefined : tomlLiteral(changed)
  if (literal === undefined) return undefined
  return text.slice(0, holder.value.from) + literal + text.slice(holder.value.to)
}

/** At the end of the table it belongs to; a table that is not there is made at the end of the file. */
function added(
  text: string,
  sections: readonly Section[],
  { keys, value }: { readonly keys: readonly string[]; readonly value: YamlValue },
): string | undefined {
  const literal = tomlLiteral(value)
  if (literal === undefined) return undefined
  const [last = "", above] = [keys.at(-1), keys.slice(0, -1)]
  const line = `${tomlKey(last)} = ${literal}\n`
  const own = sections.find((section) => section.keys.join("\0") === above.join("\0"))
  const end = own?.end ?? text.length
  const before = text.slice(0, end)
  const lineBreak = before === "" || before.endsWith("\n") ? "" : "\n"
  const header = own === undefined ? `\n[${above.map(tomlKey).join(".")}]\n` : ""
  return `${before}${lineBreak}${header}${line}${text.slice(end)}`
}

/** Tables in the order of the file, the one without a name first; lists of tables are left out. */
async function sectionsOf(text: string): Promise<readonly Section[]> {
  const sections: { keys: readonly string[]; end: number; statements: Statement[] }[] = [
    { keys: [], end: 0, statements: [] },
  ]
  let current = sections[0]
  for (let from = 0; from < text.length; ) {
    const lineEnd = endOfLine(text, from)
    const line = text.slice(from, lineEnd)
    const header = /^\s*\[(?!\[)(.*)\]\s*(?:#.*)?$/.exec(line.trimEnd())
    if (/^\s*\[\[/.test(line)) current = undefined
    else if (header !== null) {
      const keys = await keysOf(header[1] ?? "")
      current = keys === undefined ? undefined : { keys, end: lineEnd, statements: [] }
      if (current !== undefined) sections.push(current)
    } else if (line.includes("=") && !/^\s*#/.test(line)) {
      const statement = await statementAt(text, from, current?.keys ?? [])
      if (statement !== undefined) {
        current?.statements.push(statement)
        if (current !== undefined) current.end = statement.to
        from = statement.to
        continue
      }
    }
    from = lineEnd
  }
  return sections
}

/** A value may go over several lines: it ends with the first line up to which it can be read. */
async function statementAt(text: string, from: number, table: readonly string[]): Promise<Statement | undefined> {
  const own = /^\s*((?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]|\.|[ \t])+?)\s*=\s*/.exec(
    text.slice(from, endOfLine(text, from)),
  )
  const keys = own === null ? undefined : await keysOf(own[1] ?? "")
  if (own === null || keys === undefined) return undefined
  const start = from + own[0].length
  for (let end = endOfLine(text, start); ; end = endOfLine(text, end)) {
    const read = await valueIn(text.slice(start, end))
    if (read !== undefined) {
      const value = { from: start, to: start + read.length, content: read.content }
      return { keys: [...table, ...keys], from, to: end, value }
    }
    if (end >= text.length) return undefined
  }
}

/** Without the comment behind it, which is not part of the value. */
async function valueIn(written: string): Promise<{ readonly content: YamlValue; readonly length: number } | undefined> {
  const content = await parsed(written)
  if (content === undefined) return undefined
  for (let mark = written.indexOf("#"); mark >= 0; mark = written.indexOf("#", mark + 1))
    if ((await parsed(written.slice(0, mark))) !== undefined)
      return { content, length: written.slice(0, mark).trimEnd().length }
  return { content, length: written.trimEnd().length }
}

async function parsed(written: string): Promise<YamlValue | undefined> {
  return parseDataFile(`value = ${written}`, "value.toml").then(
    ({ value }) => value,
    () => undefined,
  )
}

/** The steps of a key as written: bare, quoted or dotted. */
async function keysOf(written: string): Promise<readonly string[] | undefined> {
  const document = await parseDataFile(`${written} = true`, "key.toml").catch(() => undefined)
  const keys: string[] = []
  for (let part: unknown = document; isPlainObject(part); part = part[keys.at(-1)!])
    keys.push(Object.keys(part)[0] ?? "")
  return document === undefined ? undefined : keys
}

/** @returns undefined where there is nothing at the key to be changed */
function replaced(
  content: YamlValue,
  [first, ...rest]: readonly string[],
  value: YamlValue | undefined,
): YamlValue | undefined {
  if (first === undefined) return value
  if (Array.isArray(content)) {
    const items = [...(content as readonly YamlValue[])]
    const inner = items[Number(first)]
    const changed = inner === undefined ? undefined : replaced(inner, rest, value)
    return changed === undefined ? undefined : items.with(Number(first), changed)
  }
  if (!isPlainObject(content)) return undefined
  const { [first]: inner, ...others } = content as Readonly<Record<string, YamlValue>>
  if (rest.length === 0 && value === undefined) return others
  const changed = rest.length === 0 ? value : replaced(inner ?? {}, rest, value)
  return changed === undefined ? undefined : { ...content, [first]: changed }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from)
  return end < 0 ? text.length : end + 1
}
