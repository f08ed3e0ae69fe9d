/**
 * Two repositories that should always be the same: random operations are done on one by mlwright and on the other by DVC,
 * which of them is drawn each time, so that each goes on from what the other wrote; then the files, the objects and what both
 * tools say of both repositories are compared.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { type Random, seededRandom } from "../../src/base/random.ts"

/** Runs a command line of a tool in a folder. */
export type Tool = (folder: string, args: readonly string[]) => Promise<{ readonly code: number; readonly out: string }>

export interface Twins {
  /** Holds the two repositories, `one/work` and `two/work`, made and given to git, their remotes beside them. */
  readonly folder: string
  readonly ours: Tool
  readonly theirs: Tool
  readonly git: Tool
}

/** @throws with the seed, the operations so far and what differs */
export async function runSequence(seed: number, steps: number, twins: Twins): Promise<void> {
  const random = seededRandom(seed)
  const done: string[] = []
  let isLossy = false
  const [a, b] = [join(twins.folder, "one/work"), join(twins.folder, "two/work")]
  for (let step = 0; step < steps; step++) {
    const operation = chooseOperation(random, a)
    done.push(operation.name)
    isLossy ||= operation.name === "wipe cache" || operation.name.startsWith("gc ")
    const [mineAt, otherAt] = random.integer(2) === 0 ? [a, b] : [b, a]
    for (const root of [a, b]) await operation.edit?.(root)
    if (operation.git !== undefined) for (const root of [a, b]) await twins.git(root, operation.git)
    if (operation.args !== undefined) {
      // Of data that has changed DVC moves the new content and writes down the old.
      if (operation.args[0] === "move")
        for (const root of [a, b]) await twins.theirs(root, ["commit", "-q", "-f", `${operation.args[1]}.dvc`])
      const mine = await twins.ours(mineAt, operation.args)
      const other = await twins.theirs(otherAt, operation.args)
      // Without the manifests DVC removes what they need; we refuse, and the two are no longer twins.
      if (mine.out.includes("Cannot collect garbage")) return
      // Where DVC says nothing of objects that are lost, we fail; neither has changed anything.
      const isTold = /Cannot (?:push|fetch) everything/.test(mine.out)
      // DVC removes an output it cannot bring back; we leave it, and the two are no longer twins.
      if (mine.code !== 0 && other.code !== 0 && ["checkout", "pull"].includes(operation.args[0] ?? "")) return
      // DVC calls it a failure to bring back what a stage never wrote, or what is lost but lies there as it should.
      const isNothing = /No file hash info found|Some of the cache files do not exist/.test(other.out)
      if (isNothing && mine.code === 0 && operation.args[0] === "pull") return
      // Without its manifest DVC takes a folder that is as it should be for one that would be lost.
      const isUnsure = /Can't remove the following unsaved files|Checkout failed/.test(other.out)
      if (isUnsure && mine.code === 0 && operation.args[0] === "checkout") return
      // DVC removes the outputs of a stage before it finds that it cannot run.
      if (mine.code !== 0 && other.code !== 0 && operation.args[0] === "repro") return
      // Of a name with brackets DVC leaves the line in .gitignore.
      if (operation.args[0] === "remove" && operation.name.includes("[")) return
      if (!isTold && (mine.code === 0) !== (other.code === 0))
        throw differs(seed, done, `exit codes ${mine.code} (ours) and ${other.code}\n${mine.out}\n${other.out}`)
    }
    const [left, right] = [filesOf(dirname(mineAt)), filesOf(dirname(otherAt))]
    // To see what is in use DVC fetches manifests that a wiped cache lacks, and keeps them.
    if (left !== right && operation.args?.[0] === "gc" && done.includes("wipe cache")) return
    if (left !== right) throw differs(seed, done, firstDifference(left, right))
    if (step < steps - 1 && random.integer(3) > 0) continue
    const roots = random.integer(2) === 0 ? [a, b] : [b, a]
    await compareWords(twins, { roots, isLossy }, (text) => differs(seed, done, text))
  }
}

interface Operation {
  readonly name: string
  readonly edit?: (root: string) => Promise<void> | void
  readonly git?: readonly string[]
  readonly args?: readonly string[]
}

function chooseOperation(random: Random, root: string): Operation {
  const tracked = readdirSync(root).filter((name) => name.endsWith(".dvc") && name !== ".dvc")
  const path = pick(random, paths) ?? "a.txt"
  const top = path.split("/")[0] ?? path
  const text = String(random.integer(4))
  const pointer = pick(random, tracked)
  const rule = pick(random, rules) ?? ""
  const kinds: readonly (() => Operation)[] = [
    () => write(path, text),
    () => write(path, `${text}\r\n`),
    () => ({ name: `delete ${path}`, edit: (at) => rmSync(join(at, path), { recursive: true, force: true }) }),
    () => ({ name: `delete ${top}`, edit: (at) => rmSync(join(at, top), { recursive: true, force: true }) }),
    () => verb("add", top),
    () => verb("add", top),
    () => verb("add", path),
    () => (pointer === undefined ? write(path, text) : verb("commit", "-f", pointer)),
    () => verb("commit", "-f"),
    () => verb("checkout", "-f"),
    () => verb("checkout"),
    () => (pointer === undefined ? write(path, text) : verb("checkout", "-f", pointer)),
    () => verb("push"),
    () => (pointer === undefined ? verb("push") : verb("push", pointer)),
    () => verb("pull", "-f"),
    () => verb("fetch"),
    () => (pointer === undefined ? verb("fetch") : verb("remove", "--outs", pointer)),
    () =>
      pointer === undefined ? verb("pull") : verb("move", pointer.slice(0, -4), pick(random, ["m1", "m2"]) ?? "m1"),
    () => ({ name: "wipe cache", edit: (at) => rmSync(join(at, ".dvc/cache"), { recursive: true, force: true }) }),
    () => ({ name: "git commit", git: ["commit", "-qam", "more", "--allow-empty"] }),
    () => ({ name: "git add", git: ["add", "-A"] }),
    () => ({ name: "ignore", edit: (at) => writeFileSync(join(at, ".dvcignore"), rule) }),
    () => verb("gc", "-w", "-f"),
    () => write("params.yaml", `n: ${text}\n`),
    () => verb("repro"),
    () => verb("repro", "-f", "count"),
    () => verb("repro", "-s", "spread"),
  ]
  return (pick(random, kinds) ?? kinds[0]!)()
}

const paths = ["a.txt", "b.bin", "d/x", "d/sub/y é.txt", "d/sub-a", "e/only", "data[1].csv", "d/z/w", "run.sh"]

const rules = ["", "*.tmp\n", "sub-a\n", "d/sub/\n!d/sub/\n", "/e/only\nz\n"]

/** Two stages that twins begin with; the first reads what may be data or may be missing. */
export const pipelineOfTwins = `stages:
  count:
    cmd: wc -c < a.txt > count.txt
    deps:
    - a.txt
    outs:
    - count.txt
  spread:
    cmd: mkdir -p made/sub && cp count.txt made/one && cp params.yaml made/sub/two
    params:
    - n
    deps:
    - count.txt
    outs:
    - made
`

function verb(...args: readonly string[]): Operation {
  return { name: args.join(" "), args }
}

function write(path: string, text: string): Operation {
  return {
    name: `write ${path} ${JSON.stringify(text)}`,
    edit: (at) => {
      if (existsSync(join(at, dirname(path))) === false) mkdirSync(join(at, dirname(path)), { recursive: true })
      writeFileSync(join(at, path), text)
    },
  }
}

function pick<T>(random: Random, items: readonly T[]): T | undefined {
  return items.length === 0 ? undefined : items[random.integer(items.length)]
}

/** Every file of the repository and of its remote with its content, git's and temporary ones left out. */
function filesOf(root: string): string {
  const lines: string[] = []
  const visit = (folder: string, below: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((x, y) => (x.name < y.name ? -1 : 1))) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`
      if (path === "work/.git" || path === "work/.dvc/tmp" || entry.name === ".mlwright") continue
      const whole = join(folder, entry.name)
      if (entry.isDirectory()) visit(whole, path)
      else
        lines.push(`${path}: ${entry.isSymbolicLink() ? readlinkSync(whole) : readFileSync(whole).toString("latin1")}`)
    }
  }
  visit(root, "")
  return lines.join("\n")
}

async function compareWords(
  twins: Twins,
  { roots, isLossy }: { readonly roots: readonly string[]; readonly isLossy: boolean },
  fail: (text: string) => Error,
): Promise<void> {
  const [first = "", second = ""] = roots
  for (const args of [
    ["status", "--json"],
    // What manifests said that are gone, DVC remembers in part.
    ["data", "status", ...(isLossy ? [] : ["--granular"]), "--json"],
    ["diff", "--json"],
  ]) {
    const mine = await twins.ours(first, args)
    const other = await twins.theirs(second, args)
    const [left, right] = [inOrder(mine.out), inOrder(other.out)]
    if (left !== right) throw fail(`${args.join(" ")}: ours on ${first}\n${left}\ntheirs on ${second}\n${right}`)
  }
}

/** JSON with the items of lists and the keys of maps sorted; other text counts as an error, whatever it says. */
function inOrder(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    return isError(value) ? "error" : sorted(withoutUnknown(value))
  } catch {
    return "error"
  }
}

/** DVC remembers in a database of its own what a manifest said that no cache has any more; we do not. */
function withoutUnknown(value: unknown): unknown {
  const words = value as Readonly<Record<string, readonly unknown[]>>
  const gone = words["not_in_cache"] ?? words["not in cache"] ?? []
  const lost = gone.map(pathOf).filter((path): path is string => path?.endsWith("/") === true)
  if (lost.length === 0) return value
  const isKnown = (item: unknown): boolean => {
    const path = pathOf(item)
    return path === undefined || lost.includes(path) || !lost.some((folder) => path.startsWith(folder))
  }
  const clean = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.filter(isKnown)
    if (typeof part !== "object" || part === null) return part
    const kept = Object.entries(part).map(([key, inner]) => [key, clean(inner)] as const)
    return Object.fromEntries(kept.filter(([, inner]) => Object.keys(inner as object).length > 0))
  }
  return clean(value)
}

/** `data status` lists paths, `diff` maps that hold one. */
function pathOf(item: unknown): string | undefined {
  const path = typeof item === "object" && item !== null && "path" in item ? item.path : item
  return typeof path === "string" ? path : undefined
}

function isError(value: unknown): boolean {
  return typeof value === "object" && value !== null && "error" in value
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).sort().join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, part]) => `${key}:${sorted(part)}`)
    .sort()
    .join(",")}}`
}

function firstDifference(left: string, right: string): string {
  const [mine, other] = [left.split("\n"), right.split("\n")]
  const only = (from: readonly string[], than: readonly string[]): readonly string[] =>
    from.filter((line) => !than.includes(line)).slice(0, 6)
  return `only ours:\n${only(mine, other).join("\n")}\nonly theirs:\n${only(other, mine).join("\n")}`
}

function differs(seed: number, done: readonly string[], text: string): Error {
  return new Error(`seed ${seed}: ${done.join("; ")}\n${text}`)
}
