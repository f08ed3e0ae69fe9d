import { readFile } from "node:fs/promises"
import { knownFileError, writeFileAtomic } from "../../base/index.ts"
import { configInvalid } from "../errors.ts"
import { parseLine } from "./config-lines.ts"

/** One value of a settings file of DVC; without a value the key goes. */
export interface ConfigEdit {
  /** `core`, or `remote "name"`. */
  readonly section: string
  /** Without a key the whole section goes. */
  readonly key?: string
  readonly value?: string
}

/**
 * Change values of a settings file of DVC and leave every other line as it is. A new key goes to the end of its section, a
 * new section to the end of the file; a section that has lost its last key goes too.
 *
 * @returns whether the file was changed
 * @throws version.config-invalid, base.disk-full, base.folder-read-only
 */
export async function editDvcConfig(file: string, edits: readonly ConfigEdit[]): Promise<boolean> {
  const before = await textOrEmpty(file)
  let lines = before === "" ? [] : before.replace(/\n$/, "").split("\n")
  for (const edit of edits) lines = edited(lines, edit, file)
  const after = lines.length === 0 ? "" : `${lines.join("\n")}\n`
  if (after === before) return false
  await writeFileAtomic(file, after)
  return true
}

function edited(lines: readonly string[], { section, key, value }: ConfigEdit, file: string): string[] {
  const parsed = lines.map((line, index) => {
    const found = parseLine(line)
    if (found === undefined) throw configInvalid(file, index + 1)
    return found
  })
  const start = parsed.findIndex((line) => line.kind === "section" && line.name === section)
  if (start === -1) {
    if (value === undefined || key === undefined) return [...lines]
    const added = [headerOf(section), pairText(key, value)]
    return section === "core" ? [...added, ...lines] : [...lines, ...added] // DVC puts core first
  }
  const next = parsed.findIndex((line, index) => index > start && line.kind === "section")
  const end = next === -1 ? lines.length : next
  if (key === undefined) return [...lines.slice(0, start), ...lines.slice(end)]
  const at = parsed.findIndex((line, index) => index > start && index < end && line.kind === "pair" && line.key === key)
  if (value === undefined) return at === -1 ? [...lines] : withoutLine(lines, { at, start, end })
  const found = parsed[at]
  if (found?.kind === "pair" && found.value === value) return [...lines]
  if (at !== -1) return lines.map((line, index) => (index === at ? replaced(line, pairText(key, value)) : line))
  const last = parsed.findLastIndex((line, index) => index >= start && index < end && line.kind !== "blank")
  return [...lines.slice(0, last + 1), pairText(key, value), ...lines.slice(last + 1)]
}

function withoutLine(lines: readonly string[], place: { at: number; start: number; end: number }): string[] {
  const rest = lines.slice(place.start + 1, place.end).filter((_, index) => place.start + 1 + index !== place.at)
  const isEmpty = rest.every((line) => line.trim() === "")
  return [...lines.slice(0, place.start), ...(isEmpty ? [] : [lines[place.start]!, ...rest]), ...lines.slice(place.end)]
}

/** The indent and the comment at the end of the line stay. */
function replaced(line: string, pair: string): string {
  const indent = /^\s*/.exec(line)?.[0] ?? ""
  const comment = /(?:^[^"'#]*|^[^"'#]*=\s*(["']).*?\1)(\s+#.*)$/.exec(line)?.[2] ?? ""
  return `${indent}${pair.trim()}${comment}`
}

function headerOf(section: string): string {
  return section.includes('"') ? `['${section}']` : `[${section}]`
}

function pairText(key: string, value: string): string {
  const isPlain = value !== "" && !/[,#"']|^\s|\s$/.test(value)
  const quoted = value.includes('"') ? `'${value}'` : `"${value}"`
  return `    ${key} = ${isPlain ? value : quoted}`
}

async function textOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return ""
    throw knownFileError(error, "read", file)
  }
}
