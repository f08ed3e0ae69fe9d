import { isAbsolute, relative } from "node:path"

/** A path as a person would type it: from the current folder when it lies in it, else whole. */
export function shownPath(path: string, from: string = process.cwd()): string {
  const short = relative(from, path)
  if (short === "") return "."
  return short.startsWith("..") || isAbsolute(short) ? path : short
}
