import { hashBytes, isPlainObject } from "../../base/index.ts"
import { cacheObjectCorrupt } from "../errors.ts"
import type { ManifestEntry } from "./snapshot.ts"

/**
 * The manifest of a folder as DVC writes it: one JSON array on one line, entries sorted by path in code point order,
 * keys sorted, everything beyond ASCII escaped, no line break at the end. Its MD5 and `.dir` name the folder.
 */
export function manifestText(entries: readonly ManifestEntry[]): string {
  return listText(entries.map(({ md5, relpath }) => ({ relpath, said: `"md5": "${md5}"` })))
}

/** What tells one state of a folder elsewhere from another, as DVC has it: the name of a manifest of ETags. */
export function marksMd5(entries: readonly { readonly relpath: string; readonly etag: string }[]): string {
  const text = listText(entries.map(({ etag, relpath }) => ({ relpath, said: `"etag": ${jsonAscii(etag)}` })))
  return `${hashBytes("md5", text)}.dir`
}

function listText(entries: readonly { readonly relpath: string; readonly said: string }[]): string {
  // The own order of JavaScript is right as long as there are no characters beyond U+FFFF, and much faster.
  const isPlain = entries.every(({ relpath }) => !/[\ud800-\udfff]/.test(relpath))
  const sorted = entries.toSorted(({ relpath: first }, { relpath: second }) =>
    isPlain ? (first < second ? -1 : 1) : compareCodePoints(first, second),
  )
  const parts = sorted.map(({ said, relpath }) => `{${said}, "relpath": ${jsonAscii(relpath)}}`)
  return `[${parts.join(", ")}]`
}

/**
 * @param name the object's name, for the error
 * @throws version.object-corrupt when it is no manifest, or names a path outside of its folder
 */
export function parseManifest(text: string, name: string): readonly ManifestEntry[] {
  const value = parseJson(text)
  if (!Array.isArray(value)) throw cacheObjectCorrupt(name, "it is not a list of files")
  return value.map((entry: unknown) => {
    if (!isPlainObject(entry)) throw cacheObjectCorrupt(name, "an entry is not an object")
    const { md5, relpath } = entry
    if (typeof md5 !== "string" || !/^[0-9a-f]{32}$/.test(md5)) throw cacheObjectCorrupt(name, "an entry has no md5")
    if (typeof relpath !== "string" || !isInside(relpath))
      throw cacheObjectCorrupt(name, `it names the path ${JSON.stringify(relpath)}`)
    return { md5, relpath }
  })
}

/** JavaScript's own order compares UTF-16 units and differs above U+FFFF; the bytes of UTF-8 sort by code point. */
export function compareCodePoints(first: string, second: string): number {
  return isAscii.test(first) && isAscii.test(second)
    ? Number(first > second) - Number(first < second)
    : Buffer.compare(Buffer.from(first), Buffer.from(second))
}

/** A manifest from elsewhere must not write beside its folder. */
function isInside(relpath: string): boolean {
  const steps = relpath.split("/")
  return !relpath.includes("\0") && steps.every((step) => step !== "" && step !== "." && step !== "..")
}

/** A text as Python's JSON has it: everything beyond ASCII escaped. */
export function jsonAscii(text: string): string {
  const json = JSON.stringify(text)
  if (isAscii.test(json) && !json.includes("\x7f")) return json
  return json.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole ASCII range is meant
const isAscii = /^[\x00-\x7f]*$/
