import type { Command } from "commander"
import type { CommandDefinition, Run } from "./command.ts"
import { cellOf, changeRows, leaves, markdownTable, table } from "./text-table.ts"

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

function addShow(command: Command, run: Run, kind: Kind): void {
  command
    .command("show")
    .description(`${kind} as they are, or as a commit has them`)
    .argument("[revision]", "commit, branch or tag")
    .option("--md", "as a Markdown table")
    .action((revision: string | undefined, { md }: { readonly md?: true }) =>
      run(async ({ terminal, folder }) => {
        const { showValues } = await import("../project/index.ts")
        const values = await showValues(folder, kind, revision)
        const rows = Object.entries(values).flatMap(([file, map]) =>
          leaves(map).map(([key, value]) => [file, key, cellOf(value)]),
        )
        const data = Object.fromEntries(Object.entries(values).map(([file, map]) => [file, { data: map }]))
        const text = rows.length === 0 ? `No ${kind}` : tabled(["file", "name", "value"], rows, md)
        terminal.result(text, { [revision ?? ""]: { data } })
      }),
    )
}

function addDiff(command: Command, run: Run, kind: Kind): void {
  command
    .command("diff")
    .description(`${kind} that changed since a commit, or between two`)
    .argument("[from]", "commit, branch or tag", "HEAD")
    .argument("[to]", "commit, branch or tag; the files as they are when left out")
    .option("--all", "what did not change too")
    .option("--md", "as a Markdown table")
    .action((from: string, to: string | undefined, { all, md }: { readonly all?: true; readonly md?: true }) =>
      run(async ({ terminal, folder }) => {
        const { diffValues } = await import("../project/index.ts")
        const changes = await diffValues(folder, kind, { from, to, all: all === true })
        const rows = changeRows(changes)
        const text =
          rows.length === 0 ? `No ${kind} changed` : tabled(["file", "name", from, to ?? "now", "change"], rows, md)
        terminal.result(text, changes)
      }),
    )
}

function tabled(head: readonly string[], rows: readonly (readonly string[])[], md: true | undefined): string {
  return md === true ? markdownTable(head, rows) : table(head, rows)
}
