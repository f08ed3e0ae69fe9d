import { collect } from "./collect.ts"
import type { CommandDefinition } from "./command.ts"
import { comparisonText } from "./comparison-text.ts"
import { shownDiff } from "./data/diff-text.ts"

interface Flags {
  readonly rows?: string
  readonly targets?: readonly string[]
  readonly showHash?: true
  readonly hideMissing?: true
  readonly md?: true
  readonly id?: readonly string[]
  readonly target?: string
  readonly model?: string
}

export const diffCommand: CommandDefinition = {
  name: "diff",
  define: (command, run) => {
    command
      .description("say what changed of tracked data between two commits; with --rows of a table, as compare does")
      .argument("[before]", "git commit, branch or tag (default: HEAD)")
      .argument("[after]", "the same (default: the workspace as it is)")
      .option("--targets <path...>", "only these tracked paths")
      .option("--show-hash", "print the hashes too")
      .option("--hide-missing", "do not tell what the cache does not have")
      .option("--md", "as a Markdown table")
      .option("--rows <file>", "table whose versions are compared row by row")
      .option(
        "--id <column>",
        "column that names a row; repeatable (default: the id that both have, else content)",
        collect,
      )
      .option("--target <column>", "column to be predicted: ranks the changes (default: the project's)")
      .option("--model <ref>", "model whose predictions are compared (default: the champion)")
      .action((before: string | undefined, after: string | undefined, flags: Flags) =>
        run(async ({ terminal, folder, overrides }) => {
          const { rows: file, id = [], target, model } = flags
          if (file === undefined) {
            const { dataDiff } = await import("../repository/index.ts")
            const diff = await dataDiff(
              folder,
              after === undefined ? [before ?? "HEAD"] : [before ?? "HEAD", after],
              flags.targets,
            )
            terminal.result(...shownDiff(diff, flags))
            return
          }
          const { compareVersions } = await import("../project/index.ts")
          const revisions = [before, after].filter((revision) => revision !== undefined)
          const comparison = await compareVersions(
            { folder, overrides, file, revisions, id, target, model },
            { progress: terminal.progress("diff") },
          )
          terminal.result(comparisonText(comparison, terminal.paint), comparison)
        }),
      )
  },
}
