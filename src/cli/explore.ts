import type { CommandDefinition } from "./program.ts"
import { shownPath } from "./shown-path.ts"
import { table } from "./text-table.ts"

export const exploreCommand: CommandDefinition = {
  name: "explore",
  define: (command, run) => {
    command
      .description("write one HTML page of facts and advice about a table")
      .argument("[file]", "table; the project's own when left out")
      .option("--out <file>", "where the page goes (default: reports/explore.html, or FILE.html outside a project)")
      .option(
        "--target <column>",
        "column to be predicted: adds what tells of it, and leaks (default: the project's own)",
      )
      .action((file: string | undefined, flags: { readonly out?: string; readonly target?: string }) =>
        run(async ({ terminal, folder, overrides }) => {
          const { exploreTable } = await import("../project/index.ts")
          const explored = await exploreTable(
            { folder, overrides, file, out: flags.out, target: flags.target },
            { progress: terminal.progress("explore") },
          )
          const { rows, columns, advice, report } = explored
          terminal.result(
            [
              table(
                ["column", "type", "role", "missing", "distinct"],
                columns.map(({ name, type, role, missing, distinct }) => [
                  name,
                  type,
                  role,
                  String(missing),
                  String(distinct),
                ]),
              ),
              ...advice.map((line) => `${terminal.paint("yellow", "-")} ${line}`),
              `${rows.toLocaleString("en-US")} rows, page: ${shownPath(report)}`,
            ].join("\n"),
            { rows, columns, advice, report },
          )
        }),
      )
  },
}
