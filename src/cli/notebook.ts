import type { CommandDefinition } from "./command.ts"
import { shownPath } from "./shown-path.ts"
import { table } from "./text-table.ts"

export const notebookCommand: CommandDefinition = {
  name: "notebook",
  define: (command, run) => {
    command.description("work with Jupyter notebooks of TypeScript")
    command
      .command("export")
      .description("turn code cells into typed step files under src/, each with a test")
      .argument("<file>", "notebook; a cell that begins with // step: NAME becomes a step")
      .option("--out <folder>", "where the files go (default: src/steps)")
      .option("--force", "overwrite steps that are there")
      .action((file: string, flags: { readonly out?: string; readonly force?: boolean }) =>
        run(async ({ terminal, folder }) => {
          const { exportNotebook } = await import("../project/index.ts")
          const exported = await exportNotebook({ folder, file, out: flags.out, force: flags.force === true })
          const { steps, leftOut, written } = exported
          const lines = [
            table(
              ["step", "takes", "gives", "file"],
              steps.map(({ name, takes, gives, file: path }) => [
                name,
                takes.join(", ") || "-",
                gives.join(", ") || "-",
                shownPath(path),
              ]),
            ),
            `${steps.length} ${steps.length === 1 ? "step" : "steps"} with a test each${leftOut === 0 ? "" : `, ${leftOut} code ${leftOut === 1 ? "cell" : "cells"} left out`}`,
            `Next: ${written.some((path) => path.endsWith("package.json")) ? "npm install && " : ""}node --test`,
          ]
          terminal.result(lines.join("\n"), exported)
        }),
      )
  },
}
