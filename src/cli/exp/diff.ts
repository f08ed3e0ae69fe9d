import type { Command } from "commander"
import type { Run } from "../command.ts"
import { changeRows, markdownTable, table } from "../text-table.ts"
import { decimalPlaces } from "../whole-number.ts"

interface Flags {
  readonly all?: true
  readonly paramDeps?: true
  readonly path: boolean
  readonly precision?: number
  readonly md?: true
}

export function addDiff(command: Command, run: Run): void {
  command
    .command("diff")
    .description("parameters and metrics in which two experiments or commits differ")
    .argument("[from]", "experiment, commit, branch or tag", "HEAD")
    .argument("[to]", "the same; the workspace when left out")
    .option("--all", "what does not differ too")
    .option("--param-deps", "of parameters only those that stages depend on")
    .option("--no-path", "without the names of files")
    .option("--precision <number>", "digits after the point, such as 5", decimalPlaces)
    .option("--md", "as a Markdown table")
    .action((from: string, to: string | undefined, { all, md, paramDeps, path, precision }: Flags) =>
      run(async ({ terminal, folder }) => {
        const { diffExperiments } = await import("../../project/index.ts")
        const diff = await diffExperiments(folder, { from, to, all: all === true, onlyRead: paramDeps })
        const first = path ? 0 : 1
        const head = ["file", "name", from, to ?? "now", "change"].slice(first)
        const parts = [diff.metrics, diff.params]
          .map((changes) => changeRows(changes, precision).map((row) => row.slice(first)))
          .filter((rows) => rows.length > 0)
        const text = parts.map((rows) => (md === true ? markdownTable(head, rows) : table(head, rows))).join("\n\n")
        terminal.result(text === "" ? "Nothing differs" : text, diff)
      }),
    )
}
