import { comparisonText } from "./comparison-text.ts"
import type { CommandDefinition } from "./program.ts"

interface Flags {
  readonly rows: string
  readonly id: readonly string[]
  readonly target?: string
  readonly model?: string
}

export const diffCommand: CommandDefinition = {
  name: "diff",
  define: (command, run) => {
    command
      .description("say what is different between two versions of a table, as compare does")
      .argument("[before]", "git commit, branch or tag (default: HEAD)")
      .argument("[after]", "the same (default: the file as it is)")
      .requiredOption("--rows <file>", "table whose versions are compared")
      .option(
        "--id <column>",
        "column that names a row; repeatable (default: the id that both have, else content)",
        (value: string, before: readonly string[]) => [...before, value],
        [],
      )
      .option("--target <column>", "column to be predicted: ranks the changes (default: the project's)")
      .option("--model <ref>", "model whose predictions are compared (default: the champion)")
      .action((before: string | undefined, after: string | undefined, flags: Flags) =>
        run(async ({ terminal, folder, overrides }) => {
          const { compareVersions } = await import("../project/index.ts")
          const { rows: file, id, target, model } = flags
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
