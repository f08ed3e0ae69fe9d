import { existsSync, readFileSync } from "node:fs"
import { join, relative, sep } from "node:path"
import ignore, { type Ignore } from "ignore"
import { knownFileError } from "../base/index.ts"

/** Which paths below a root are left out, by a file of rules in each folder: the grammar and the order of gitignore. */
export interface IgnoreRules {
  /** Whether a path is left out by its own name; that no folder above it is left out is the caller's walk to know. */
  leavesOut(path: string, isDir: boolean): boolean
  /** The rule that decides about a path or a folder above it, as `file:line:rule`. */
  deciding(path: string, isDir: boolean): { readonly ignored: boolean; readonly rule: string } | undefined
}

/**
 * @param root absolute folder the rules begin at
 * @param name of the files of rules, such as `.dvcignore`; a deeper one outweighs those above it
 * @param always names that are left out everywhere, before all other rules; with a slash at the end only folders
 */
export function ignoreRules(root: string, name: string, always: readonly string[] = []): IgnoreRules {
  const known = new Map<string, Matcher | undefined>()
  const first: Matcher | undefined = always.length === 0 ? undefined : matcherOf(always.join("\n"))
  // Nearly no path holds one of these names, and to look for them is much quicker than to match.
  const names = [...new Set(always.map((rule) => rule.replace(/\/$/, "")))]
  const matcherIn = (folder: string): Matcher | undefined => {
    if (!known.has(folder)) known.set(folder, readRules(join(folder, name)))
    return known.get(folder)
  }
  // Most folders have no rules at any level; to know so once a folder is what keeps a walk over many files quick.
  const chains = new Map<string, readonly InFolder[]>()
  const chainOf = (folder: string): readonly InFolder[] => {
    const known = chains.get(folder)
    if (known !== undefined) return known
    const matcher = folder.length < root.length ? undefined : matcherIn(folder)
    const outer = folder.length <= root.length ? [] : chainOf(above(folder))
    const chain = matcher === undefined ? outer : [{ folder, matcher }, ...outer]
    chains.set(folder, chain)
    return chain
  }
  // A walk asks for one name of a folder after the other.
  let last: InAround = { folder: "", chain: [], holdsName: false }
  const aroundOf = (path: string): InAround => {
    const end = Math.max(0, path.lastIndexOf(sep))
    if (end === last.folder.length && path.startsWith(last.folder)) return last
    const folder = path.slice(0, end)
    const holdsName = names.some((own) => own.includes("/") || folder.includes(own, root.length))
    last = { folder, holdsName, chain: end < root.length ? [] : chainOf(folder) }
    return last
  }
  const decide = (path: string, isDir: boolean): DecisionOfFile | undefined => {
    const around = aroundOf(path)
    for (const { folder, matcher } of around.chain) {
      const decision = test(matcher, path.slice(folder.length + 1), isDir)
      if (decision !== undefined) return { ...decision, file: relative(root, join(folder, name)) }
    }
    if (!around.holdsName && !names.some((own) => path.includes(own, around.folder.length))) return undefined
    const decision = test(first, path.slice(root.length + 1), isDir)
    return decision && { ...decision, file: "" }
  }
  return {
    leavesOut: (path, isDir) => decide(path, isDir)?.ignored ?? false,
    deciding: (path, isDir) => {
      const steps = path.slice(root.length + 1).split(sep)
      for (const index of steps.keys()) {
        const last = index === steps.length - 1
        const found = decide(join(root, ...steps.slice(0, index + 1)), last ? isDir : true)
        if (found !== undefined && (last || found.ignored)) return { ignored: found.ignored, rule: ruleText(found) }
      }
      return undefined
    },
  }
}

interface Matcher {
  readonly ignore: Ignore
  /** As written, with its number from 1. */
  readonly lines: readonly string[]
}

interface InFolder {
  readonly folder: string
  readonly matcher: Matcher
}

/** A folder and what holds for all names in it. */
interface InAround {
  readonly folder: string
  readonly chain: readonly InFolder[]
  /** One of the names that are always left out may be in its path. */
  readonly holdsName: boolean
}

interface Decision {
  readonly ignored: boolean
  readonly line: number
  readonly text: string
}

interface DecisionOfFile extends Decision {
  /** From the root; empty for the rules that hold everywhere. */
  readonly file: string
}

function test(matcher: Matcher | undefined, below: string, isDir: boolean): Decision | undefined {
  if (matcher === undefined) return undefined
  const path = sep === "/" ? below : below.replaceAll(sep, "/")
  const { ignored, unignored, rule } = matcher.ignore.checkIgnore(isDir ? `${path}/` : path)
  if (!ignored && !unignored) return undefined
  const text = rule?.pattern ?? matcher.lines.map((line) => line.trim()).findLast((line) => takesBack(line, path)) ?? ""
  return { ignored, text, line: matcher.lines.findLastIndex((line) => line.trim() === text) + 1 }
}

function takesBack(line: string, path: string): boolean {
  return line.startsWith("!") && ignore({ ignoreCase: false }).add(line.slice(1)).ignores(path)
}

function ruleText({ file, line, text }: DecisionOfFile): string {
  return file === "" ? text : `${file}:${line}:${text}`
}

function readRules(file: string): Matcher | undefined {
  if (!existsSync(file)) return undefined
  try {
    return matcherOf(readFileSync(file, "utf8"))
  } catch (error) {
    throw knownFileError(error, "read", file)
  }
}

function matcherOf(text: string): Matcher | undefined {
  // DVC strips every line, so that a space at its end never counts.
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/)
  const rules = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"))
  return rules.length === 0 ? undefined : { ignore: ignore({ ignoreCase: false }).add(rules), lines }
}

function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(sep)))
}
