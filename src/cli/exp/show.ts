import type { Command } from "commander"
import type { ShownRevision } from "../../project/index.ts"
import { collect } from "../collect.ts"
import type { Run } from "../command.ts"
import { cellOf, csvText, leaves, markdownTable, table } from "../text-table.ts"
import { wholeNumber } from "../whole-number.ts"

interface Flags {
  readonly allBranches?: true
  readonly allTags?: true
  readonly allCommits?: true
  readonly rev?: readonly string[]
  readonly num: number
  readonly onlyChanged?: true
  readonly sortBy?: string
  readonly sortOrder?: string
  readonly md?: true
  readonly csv?: true
}

export function addShow(command: Command, run: Run): void {
  command
    .command("show")
    .description("experiments with their parameters and metrics, beside the commits they vary")
    .option("-a, --all-branches", "of every branch")
    .option("-T, --all-tags", "of every tag")
    .option("-A, --all-commits", "of every commit")
    .option("--rev <revision>", "of this commit, branch or tag; repeatable", collect)
    .option("-n, --num <number>", "of so many commits, the last of each named one", wholeNumber, 1)
    .option("--only-changed", "without columns in which nothing differs")
    .option("--sort-by <column>", "order the experiments of a commit by a metric or parameter")
    .option("--sort-order <asc|desc>", "from small to large or from large to small", "asc")
    .option("--md", "as a Markdown table")
    .option("--csv", "as CSV")
    .action((flags: Flags) =>
      run(async ({ terminal, folder }) => {
        const { showExperiments } = await import("../../project/index.ts")
        const { allBranches: branches, allTags: tags, allCommits: commits } = flags
        const named = flags.rev === undefined ? {} : { named: flags.rev }
        const shown = await showExperiments(folder, { branches, tags, commits, ...named, back: flags.num })
        const { head, rows } = tabled(sorted(shown, flags), flags)
        const text =
          flags.csv === true ? csvText(head, rows) : flags.md === true ? markdownTable(head, rows) : table(head, rows)
        terminal.result(text, shown)
      }),
    )
}

function tabled(
  shown: readonly ShownRevision[],
  { onlyChanged, csv }: Flags,
): { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const flat = shown.flatMap((row) => [
    { row, depth: 0, state: "" },
    ...(row.experiments ?? []).map(({ revs, executor }) => ({ row: revs[0]!, depth: 1, state: executor?.state ?? "" })),
  ])
  const values = flat.map(({ row }) => valuesOf(row, csv === true))
  const names = [...new Set(values.flatMap((map) => [...map.keys()]))]
  const kept = names.filter((name) => onlyChanged !== true || new Set(values.map((map) => map.get(name))).size > 1)
  const hasState = flat.some(({ state, row }) => state !== "" || row.error !== null)
  const rows = flat.map(({ row, depth, state }, index) => [
    `${depth === 1 && csv !== true ? "  " : ""}${row.name ?? (row.rev === "workspace" ? row.rev : row.rev.slice(0, 7))}`,
    row.rev === "workspace" ? "" : row.rev.slice(0, 7),
    row.data?.timestamp?.replace("T", " ") ?? "",
    ...(hasState ? [row.error === null ? state : row.error.msg] : []),
    ...kept.map((name) => values[index]?.get(name) ?? (csv === true ? "" : "-")),
  ])
  const short = shortened(kept)
  return { head: ["experiment", "rev", "created", ...(hasState ? ["state"] : []), ...short], rows }
}

/** By `file:key`, metrics first; lists of results are left to `--json`. */
function valuesOf({ data }: ShownRevision, isExact = false): ReadonlyMap<string, string> {
  const pairs = [data?.metrics ?? {}, data?.params ?? {}].flatMap((files) =>
    Object.entries(files).flatMap(([file, { data: map }]) =>
      leaves(map)
        .filter(([, value]) => !Array.isArray(value) || JSON.stringify(value).length <= longestList)
        .map(([key, value]) => [`${file}:${key}`, isExact ? exactly(value) : cellOf(value)] as const),
    ),
  )
  return new Map(pairs)
}

/** Without the file, where no two columns would be called the same. */
function shortened(names: readonly string[]): readonly string[] {
  const keys = names.map((name) => name.slice(name.indexOf(":") + 1))
  return names.map((name, index) => (keys.filter((key) => key === keys[index]).length > 1 ? name : keys[index]!))
}

function sorted(shown: readonly ShownRevision[], { sortBy, sortOrder }: Flags): readonly ShownRevision[] {
  if (sortBy === undefined) return shown
  const sign = sortOrder === "desc" ? -1 : 1
  const cellIn = (row: ShownRevision): string | undefined =>
    [...valuesOf(row, true)].find(([name]) => name === sortBy || name.endsWith(`:${sortBy}`))?.[1]
  return shown.map((row) => ({
    ...row,
    experiments:
      row.experiments?.toSorted((first, second) => {
        const [a, b] = [cellIn(first.revs[0]!), cellIn(second.revs[0]!)]
        if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
        return sign * (Number(a) - Number(b) || (a < b ? -1 : Number(a > b)))
      }) ?? null,
  }))
}

function exactly(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value)
}

const longestList = 40
