import type { Command } from "commander"
import type { Run } from "../command.ts"
import { changeRows, markdownTable, table } from "../text-table.ts"

export function addDiff(command: Command, run: Run): void {
  command
    .command("diff")
    .description("parameters and metrics in which two experiments or commits differ")
    .argument("[from]", "experiment, commit, branch or tag", "HEAD")
    .argument("[to]", "the same; the workspace when left out")
    .option("--all", "what does not differ too")
    .option("--md", "as a Markdown table")
    .action((from: string, to: string | undefined, { all, md }: { readonly all?: true; readonly md?: true }) =>
      run(async ({ terminal, folder }) => {
        const { diffExperiments } = await import("../../project/index.ts")
        const diff = await diffExperiments(folder, { from, to, all: all === true })
        const head = ["file", "name", from, to ?? "now", "change"]
        const parts = [changeRows(diff.metrics), changeRows(diff.params)].filter((rows) => rows.length > 0)
        const text = parts.map((rows) => (md === true ? markdownTable(head, rows) : table(head, rows))).join("\n\n")
        terminal.result(text === "" ? "Nothing differs" : text, diff)
      }),
    )
}
