import type { CommandDefinition } from "./command.ts"
import { shownPath } from "./shown-path.ts"
import { fewLines } from "./tell-notes.ts"
import { table } from "./text-table.ts"

interface Flags {
  readonly out?: string
  readonly target?: string
  readonly notebook?: string | true
}

export const exploreCommand: CommandDefinition = {
  name: "explore",
  define: (command, run) => {
    command
      .description("write one HTML page of facts and advice about a table")
      .argument("[file]", "table: file, folder, pattern or address; the project's own when left out")
      .option("--out <file>", "where the page goes (default: reports/explore.html, or FILE.html beside a given FILE)")
      .option(
        "--target <column>",
        "column to be predicted: adds what tells of it, and leaks (default: the project's, of its own table)",
      )
      .option(
        "--notebook [file]",
        "also write a Jupyter notebook of TypeScript (default: explore.ipynb, or beside the page of a given FILE)",
      )
      .action((file: string | undefined, flags: Flags) =>
        run(async ({ terminal, folder, overrides }) => {
          const { exploreTable } = await import("../project/index.ts")
          const explored = await exploreTable(
            { folder, overrides, file, out: flags.out, target: flags.target, notebook: flags.notebook },
            { progress: terminal.progress("explore") },
          )
          const { rows, columns, advice, report, notebook } = explored
          terminal.result(
            [
              table(
                ["column", "type", "role", "missing", "distinct"],
                columns
                  .slice(0, mostListed)
                  .map(({ name, type, role, missing, distinct }) => [
                    name,
                    type,
                    role,
                    String(missing),
                    String(distinct),
                  ]),
              ),
              ...(columns.length > mostListed
                ? [`and ${(columns.length - mostListed).toLocaleString("en-US")} columns more: see the page`]
                : []),
              ...fewLines(
                advice.map((line) => `${terminal.paint("yellow", "-")} ${line}`),
                (more) => `and ${more} more: see the page`,
              ),
              `${rows.toLocaleString("en-US")} rows, page: ${shownPath(report)}`,
              ...(notebook === null ? [] : [`notebook: ${shownPath(notebook)}`]),
            ].join("\n"),
            { rows, columns, advice, report, notebook },
          )
        }),
      )
  },
}

/** More lines than a person looks through; the page can be searched, and --json has all. */
const mostListed = 60
