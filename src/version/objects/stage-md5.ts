import { hashBytes, isPlainObject } from "../../base/index.ts"
import { compareCodePoints, jsonAscii } from "./manifest.ts"

/**
 * The `md5` of a `.dvc` file that has a source: MD5 of its content as JSON with sorted keys, without what does not change the
 * data. DVC compares it to tell whether somebody edited the file.
 */
export function stageMd5(stage: Readonly<Record<string, unknown>>): string {
  const { md5: _md5, meta: _meta, desc: _desc, ...rest } = stage
  const content = rest["wdir"] === "." ? { ...rest, wdir: undefined } : rest
  return hashBytes("md5", jsonOf(content))
}

function jsonOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(", ")}]`
  if (!isPlainObject(value)) return typeof value === "string" ? jsonAscii(value) : JSON.stringify(value ?? null)
  const pairs = Object.entries(value)
    .filter(([key, inner]) => inner !== undefined && !without.has(key))
    .toSorted(([first], [second]) => compareCodePoints(first, second))
    .map(([key, inner]) => `${jsonAscii(key)}: ${jsonOf(inner)}`)
  return `{${pairs.join(", ")}}`
}

const without: ReadonlySet<string> = new Set([
  "desc",
  "type",
  "labels",
  "meta",
  "locked",
  "frozen",
  "metric",
  "persist",
  "isexec",
  "size",
  "nfiles",
])
