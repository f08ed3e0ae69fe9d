import type { Release } from "./releases.ts"

/** The version of the highest precedence (SemVer 2.0.0, 11), whatever was tagged last: `v1.0.0` is newer than `v1.0.0-rc.2`. */
export function newestRelease(versions: readonly Release[]): Release | undefined {
  return versions.toSorted((first, second) => compare(second.version, first.version))[0]
}

function compare(first: string, second: string): number {
  const [a, b] = [partsOf(first), partsOf(second)]
  const core = compareLists(a.core, b.core)
  if (core !== 0) return core
  // what leads to a release is older than the release
  if (a.before.length === 0 || b.before.length === 0) return b.before.length - a.before.length
  return compareLists(a.before, b.before)
}

function partsOf(version: string): { readonly core: readonly string[]; readonly before: readonly string[] } {
  const [, core = "", before] = /^v([\d.]+)(?:-(.+))?$/.exec(version) ?? []
  return { core: core.split("."), before: before?.split(".") ?? [] }
}

/** Part by part, a list that goes on being the higher one. */
function compareLists(first: readonly string[], second: readonly string[]): number {
  for (const [place, part] of first.entries()) {
    const other = second[place]
    if (other === undefined) return 1
    if (part !== other) return compareParts(part, other)
  }
  return first.length - second.length
}

/** Numbers by their size and below words, words by their characters. */
function compareParts(first: string, second: string): number {
  const [isNumber, isOther] = [/^\d+$/.test(first), /^\d+$/.test(second)]
  if (isNumber && isOther) return Number(first) - Number(second)
  if (isNumber !== isOther) return isNumber ? -1 : 1
  return first < second ? -1 : 1
}
