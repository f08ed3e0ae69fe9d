import type { Command } from "commander"
import type { ShownValues } from "../project/index.ts"
import { collect } from "./collect.ts"
import type { CommandDefinition, Run } from "./command.ts"
import { cellOf, changeRows, leaves, markdownTable, table } from "./text-table.ts"
import { decimalPlaces } from "./whole-number.ts"

type Kind = "metrics" | "params"

export const metricsCommand: CommandDefinition = {
  name: "metrics",
  define: (command, run) => {
    command.description("scores that stages wrote, now and in commits")
    addShow(command, run, "metrics")
    addDiff(command, run, "metrics")
  },
}

export const paramsCommand: CommandDefinition = {
  name: "params",
  define: (command, run) => {
    command.description("settings that stages depend on, now and in commits")
    addShow(command, run, "params")
    addDiff(command, run, "params")
  },
}

interface TableFlags {
  readonly md?: true
  readonly precision?: number
  readonly recursive?: true
  readonly deps?: true
}

interface ShowFlags extends TableFlags {
  readonly rev?: readonly string[]
  readonly allBranches?: true
  readonly allTags?: true
  readonly allCommits?: true
}

function addShow(command: Command, run: Run, kind: Kind): void {
  tableOptions(command.command("show"), kind)
    .description(`${kind} as they are, or as commits have them`)
    .argument("[file...]", `files of ${kind}, also such as dvc.yaml does not name`)
    .option("--rev <revision>", "as this commit, branch, tag or experiment has them; repeatable", collect)
    .option("-a, --all-branches", "as the tip of every branch has them")
    .option("-T, --all-tags", "as every tag has them")
    .option("-A, --all-commits", "as every commit has them")
    .action((targets: readonly string[], flags: ShowFlags) =>
      run(async ({ terminal, folder }) => {
        const { showValues } = await import("../project/index.ts")
        const { rev: named, allBranches: branches, allTags: tags, allCommits: commits, recursive, deps } = flags
        const shown = await showValues(folder, kind, {
          targets,
          recursive,
          onlyRead: deps,
          moments: { named, branches, tags, commits },
        })
        for (const [name, then] of Object.entries(shown))
          if ("error" in then) terminal.note(`${terminal.paint("yellow", "note")} ${name}: ${then.error.msg}`)
        const { head, rows } = Object.keys(shown).length === 1 ? one(shown, flags) : several(shown, flags)
        terminal.result(rows.length === 0 ? `No ${kind}` : tabled(head, rows, flags), shown)
      }),
    )
}

interface DiffFlags extends TableFlags {
  readonly all?: true
  readonly path: boolean
  readonly targets?: readonly string[]
}

function addDiff(command: Command, run: Run, kind: Kind): void {
  tableOptions(command.command("diff"), kind)
    .description(`${kind} that changed since a commit or experiment, or between two`)
    .argument("[from]", "commit, branch, tag or experiment", "HEAD")
    .argument("[to]", "the same; the files as they are when left out")
    .option("--targets <file...>", `only these files of ${kind}, also such as dvc.yaml does not name`)
    .option("--all", "what did not change too")
    .option("--no-path", "without the names of files")
    .action((from: string, to: string | undefined, flags: DiffFlags) =>
      run(async ({ terminal, folder }) => {
        const { diffValues } = await import("../project/index.ts")
        const { all, targets, recursive, deps } = flags
        const changes = await diffValues(folder, kind, {
          from,
          to,
          targets,
          recursive,
          onlyRead: deps,
          all: all === true,
        })
        const first = flags.path ? 0 : 1
        const rows = changeRows(changes, flags.precision).map((row) => row.slice(first))
        const head = ["file", "name", from, to ?? "now", "change"].slice(first)
        terminal.result(rows.length === 0 ? `No ${kind} changed` : tabled(head, rows, flags), changes)
      }),
    )
}

function tableOptions(command: Command, kind: Kind): Command {
  if (kind === "params") command.option("--deps", "only those that stages depend on")
  return command
    .option("-R, --recursive", "of a named folder all files of values below it")
    .option("--precision <number>", "digits after the point, such as 5", decimalPlaces)
    .option("--md", "as a Markdown table")
}

interface Cells {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A line for each value. */
function one(shown: ShownValues, { precision }: TableFlags): Cells {
  const rows = Object.values(shown).flatMap((then) =>
    "error" in then
      ? []
      : Object.entries(then.data).flatMap(([file, { data }]) =>
          leaves(data).map(([key, value]) => [file, key, cellOf(value, precision)]),
        ),
  )
  return { head: ["file", "name", "value"], rows }
}

/** A line for each moment and file. */
function several(shown: ShownValues, { precision }: TableFlags): Cells {
  const lines = Object.entries(shown).flatMap(([name, then]) =>
    "error" in then
      ? []
      : Object.entries(then.data).map(([file, { data }]) => ({ name, file, values: new Map(leaves(data)) })),
  )
  const keys = [...new Set(lines.flatMap(({ values }) => [...values.keys()]))]
  const short = (name: string): string => (/^[0-9a-f]{40}$/.test(name) ? name.slice(0, 7) : name)
  const rows = lines.map(({ name, file, values }) => [
    short(name),
    file,
    ...keys.map((key) => (values.has(key) ? cellOf(values.get(key), precision) : "-")),
  ])
  return { head: ["revision", "file", ...keys], rows }
}

function tabled(head: readonly string[], rows: readonly (readonly string[])[], { md }: TableFlags): string {
  return md === true ? markdownTable(head, rows) : table(head, rows)
}
