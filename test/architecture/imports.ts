import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"

/** One relative import of a file under `src/`. Paths are relative to `src/`. */
export interface Import {
  readonly from: string
  readonly to: string
  /** Erased at build: `import type`, `export type`, or every name marked `type`. */
  readonly typeOnly: boolean
  /** `import("...")`: loaded only when reached. */
  readonly dynamic: boolean
}

export const sourceRoot = join(import.meta.dirname, "../../src")

/** Files of `src/` that ship, tests left out; paths relative to `src/`. */
export function sourceFiles(): readonly string[] {
  return readdirSync(sourceRoot, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test(-d)?\.ts$/.test(file) && !file.includes("fixtures/"))
    .sort()
}

export function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(sourceRoot, file), "utf8")
  const target = (path: string): string => relative(sourceRoot, join(sourceRoot, dirname(file), path))
  const found: Import[] = []
  for (const [, keyword, names, path] of text.matchAll(staticImport)) {
    if (path?.startsWith("."))
      found.push({ from: file, to: target(path), typeOnly: isTypeOnly(keyword!, names!), dynamic: false })
  }
  for (const [, path] of text.matchAll(dynamicImport)) {
    if (path?.startsWith(".")) found.push({ from: file, to: target(path), typeOnly: false, dynamic: true })
  }
  return found
}

/** The room of a file; empty for `src/` itself and for what lies outside. */
export const folderOf = (file: string): string =>
  file.includes("/") && !file.startsWith("..") ? file.slice(0, file.indexOf("/")) : ""

function isTypeOnly(keyword: string, names: string): boolean {
  if (/\btype\s*$/.test(keyword)) return true
  const listed = /^\s*\{([^}]*)\}\s*$/.exec(names)
  if (listed === null) return false
  const each = listed[1]!
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
  return each.length > 0 && each.every((name) => name.startsWith("type "))
}

const staticImport =
  /^\s*((?:import|export)(?:\s+type)?)\s+((?:\*\s+as\s+\w+|\*|[\w\s{},$*]+?)?)\s*(?:from\s+)?"([^"]+)"/gm
const dynamicImport = /\bimport\(\s*"([^"]+)"\s*\)/g
