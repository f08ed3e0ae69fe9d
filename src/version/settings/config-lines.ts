import { configInvalid } from "../errors.ts"

/**
 * Read a settings file of DVC, ConfigObj-style INI: `[section]`, `['remote "name"']`, `key = value`, `#` comments.
 *
 * @returns values by section and key, both in lower case but for what a name quotes
 * @throws version.config-invalid
 */
export function parseDvcConfig(text: string, file: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>()
  let section = new Map<string, string>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const found = parseLine(line)
    if (found === undefined) throw configInvalid(file, index + 1)
    if (found.kind === "section") {
      section = sections.get(found.name) ?? new Map()
      sections.set(found.name, section)
    } else if (found.kind === "pair") section.set(found.key, found.value)
  }
  return sections
}

export type ConfigLine =
  | { readonly kind: "blank" }
  | { readonly kind: "section"; readonly name: string }
  | { readonly kind: "pair"; readonly key: string; readonly value: string }

export function parseLine(line: string): ConfigLine | undefined {
  const text = line.trim()
  if (text === "" || text.startsWith("#")) return { kind: "blank" }
  const name = /^\[(.*)\]\s*(?:#.*)?$/.exec(text)?.[1]
  if (name !== undefined) return { kind: "section", name: unquote(name).toLowerCase() }
  const [, key = "", value = ""] = /^([^=]+?)\s*=\s*(.*)$/.exec(text) ?? []
  return key === "" ? undefined : { kind: "pair", key: key.toLowerCase(), value: unquote(withoutComment(value)) }
}

function withoutComment(value: string): string {
  return /^(["']).*?\1/.exec(value)?.[0] ?? value.replace(/\s+#.*$/, "")
}

function unquote(text: string): string {
  return /^(["'])(.*)\1$/.exec(text.trim())?.[2] ?? text.trim()
}
