import { type Command, Option } from "commander"
import { collect } from "../collect.ts"
import type { Run } from "../command.ts"
import { csvText, markdownTable, table } from "../text-table.ts"
import { commitCount, decimalPlaces } from "../whole-number.ts"
import { experimentTable } from "./show-table.ts"

interface Flags {
  readonly allBranches?: true
  readonly allTags?: true
  readonly allCommits?: true
  readonly rev?: readonly string[]
  readonly num: number
  readonly onlyChanged?: true
  readonly keep?: readonly string[]
  readonly drop?: readonly string[]
  readonly paramDeps?: true
  readonly sortBy?: string
  readonly sortOrder: "asc" | "desc"
  readonly sha?: true
  readonly hideFailed?: true
  readonly hideQueued?: true
  readonly hideWorkspace?: true
  readonly precision?: number
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
    .option("-n, --num <number>", "of so many commits, the last of each named one; -1 for all", commitCount, 1)
    .option("--only-changed", "without columns in which nothing differs")
    .option("--keep <pattern>", "show columns whose names begin so, whatever else is said; repeatable", collect)
    .option("--drop <pattern>", "without columns whose names begin so, a regular expression; repeatable", collect)
    .option("--param-deps", "of parameters only those that stages depend on")
    .option("--sort-by <column>", "order the experiments of a commit by a metric or parameter")
    .addOption(
      new Option("--sort-order <order>", "from small to large or from large to small")
        .choices(["asc", "desc"])
        .default("asc"),
    )
    .option("--sha", "name commits by their hashes alone")
    .option("--hide-failed", "without experiments that failed")
    .option("--hide-queued", "without experiments that wait")
    .option("--hide-workspace", "without the workspace")
    .option("--precision <number>", "digits after the point, such as 5", decimalPlaces)
    .option("--md", "as a Markdown table")
    .option("--csv", "as CSV with the columns of DVC")
    .option("--no-pager", "print at once, as it does anyway")
    .option("-f, --force", "read all anew, as it does anyway")
    .action((flags: Flags) =>
      run(async ({ terminal, folder }) => {
        const { showExperiments } = await import("../../project/index.ts")
        const { allBranches: branches, allTags: tags, allCommits: commits } = flags
        const named = flags.rev === undefined ? {} : { named: flags.rev }
        const shown = await showExperiments(folder, {
          ...{ branches, tags, commits, ...named, back: flags.num },
          hide: { failed: flags.hideFailed, queued: flags.hideQueued, workspace: flags.hideWorkspace },
          onlyRead: flags.paramDeps,
          hashesOnly: flags.sha,
        })
        const { head, rows } = experimentTable(shown, {
          keep: flags.keep ?? [],
          drop: flags.drop ?? [],
          onlyChanged: flags.onlyChanged === true,
          sortBy: flags.sortBy,
          descending: flags.sortOrder === "desc",
          precision: flags.precision,
          csv: flags.csv === true,
        })
        const print = flags.csv === true ? csvText : flags.md === true ? markdownTable : table
        terminal.result(print(head, rows), shown)
      }),
    )
}
