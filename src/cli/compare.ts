import { collect } from "./collect.ts"
import type { CommandDefinition } from "./command.ts"
import { comparisonText } from "./comparison-text.ts"

interface Flags {
  readonly id?: readonly string[]
  readonly target?: string
  readonly model?: string
}

export const compareCommand: CommandDefinition = {
  name: "compare",
  define: (command, run) => {
    command
      .description("say what is different between two tables: rows, columns, values, and what the model makes of it")
      .argument("<before>", "table")
      .argument("<after>", "table to compare it with")
      .option(
        "--id <column>",
        "column that names a row; repeatable (default: the id that both have, else content)",
        collect,
      )
      .option("--target <column>", "column to be predicted: ranks the changes (default: the project's)")
      .option("--model <ref>", "model whose predictions are compared (default: the champion, else the latest)")
      .action((before: string, after: string, flags: Flags) =>
        run(async ({ terminal, folder, overrides }) => {
          const { compareFiles } = await import("../project/index.ts")
          const { id = [], target, model } = flags
          const comparison = await compareFiles(
            { folder, overrides, before, after, id, target, model },
            { progress: terminal.progress("compare") },
          )
          terminal.result(comparisonText(comparison, terminal.paint), comparison)
        }),
      )
  },
}
