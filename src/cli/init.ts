import type { CommandDefinition } from "./command.ts"
import { shownPath } from "./shown-path.ts"
import { fewLines, tellNotes } from "./tell-notes.ts"

interface InitFlags {
  readonly data?: readonly string[]
  readonly target?: string
  readonly targetExpression?: string
  readonly task?: string
  readonly id?: string
  readonly time?: string
  readonly example?: string
  readonly yes?: boolean
  readonly force?: boolean
  readonly scm: boolean
  readonly subdir?: true
}

export const initCommand: CommandDefinition = {
  name: "init",
  define: (command, run) => {
    command
      .description("make a project that runs, from a table and a target column; without --data a bare DVC repository")
      .argument("[folder]", "folder of the new project", ".")
      .option(
        "--data <file...>",
        "table to learn from: CSV, JSON, Parquet, Excel, Arrow or SQLite, also packed; a folder, a pattern, or an address (https, s3, postgresql); several files are read as one table",
      )
      .option("--target <column>", "column to predict")
      .option("--target-expression <sql>", "compute the target from other columns; --target then names it")
      .option("--task <task>", "auto, regression, binary or multiclass", "auto")
      .option("--id <column>", "column that names a row")
      .option("--time <column>", "column that orders the rows; none for no order")
      .option("--example <name>", "make an example in place of a table of your own: taxi")
      .option("--yes", "ask nothing, take what was inferred")
      .option("-f, --force", "write the project's files anew where they are already there")
      .option("--no-scm", "without --data: a repository that is in no git")
      .option("--subdir", "without --data: also inside of another repository")
      .action((folder: string, flags: InitFlags) =>
        run(async ({ terminal, folder: base, overrides }) => {
          if (flags.data === undefined && flags.target === undefined && flags.example === undefined) {
            const { initRepository } = await import("../repository/index.ts")
            const made = await initRepository({ base, folder }, flags)
            terminal.result(`Made ${shownPath(made.root)} a DVC repository\nNext: mlwright add PATH`, made)
            return
          }
          const { initProject } = await import("../project/index.ts")
          const { questions } = await import("./questions.ts")
          const asking = terminal.interactive && flags.yes !== true
          const made = await initProject(
            { base, folder, ...flags, overrides },
            { progress: terminal.progress("init"), ...(asking ? { ask: questions(terminal) } : {}) },
          )
          tellNotes(terminal, made.notes)
          const { project, task, target, rows, columns, files } = made
          const width = Math.max(...made.roles.map(({ column }) => column.length))
          const where = folder === "." ? "" : `cd ${folder} && `
          terminal.result(
            [
              terminal.wrap(
                `${terminal.paint("green", "Made")} ${shownPath(project)}: predict ${terminal.paint("bold", target)} (${task}) from ${rows.toLocaleString("en-US")} rows`,
              ),
              ...fewLines(
                made.roles.map(({ column, role, reason = reasonOf(role) }) =>
                  terminal.wrap(
                    `  ${column.padEnd(width)}  ${terminal.paint("dim", reason === undefined ? role : `${role}: ${reason}`)}`,
                    width + 4,
                  ),
                ),
                (more) => `  and ${more} columns more: see schema.yaml`,
              ),
              `Next: ${terminal.paint("cyan", `${where}mlwright run`)}`,
            ].join("\n"),
            { project, task, target, rows, columns, files },
          )
        }),
      )
  },
}

/** The order of the rows decides what is held out, so it is said with the way out of it. */
const reasonOf = (role: string): string | undefined =>
  role === "time" ? "orders the rows, the latest are held out; init --time none for any rows" : undefined
