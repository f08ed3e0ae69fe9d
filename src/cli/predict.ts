import { InvalidArgumentError } from "commander"
import { formatDuration, formatNumber, silent } from "../base/index.ts"
import type { CommandDefinition } from "./command.ts"
import { outputTaken } from "./errors.ts"
import { shownPath } from "./shown-path.ts"
import { tellNotes } from "./tell-notes.ts"
import { wholeNumber } from "./whole-number.ts"

export const predictCommand: CommandDefinition = {
  name: "predict",
  define: (command, run) => {
    command
      .description("predict every row of a table")
      .argument("<file>", "table with the model's inputs: file, folder, pattern or address; - for standard input")
      .requiredOption(
        "-o, --out <file>",
        "where the rows with their predictions go: .csv, .parquet or .json by name; - for standard output, in the input's format",
      )
      .option(
        "--model <ref>",
        "path, latest, version number, name@alias, models:/name/3 or runs:/ID/model (default: the champion, else the latest)",
      )
      .option(
        "--interval <share>",
        "add the columns prediction_low and prediction_high, between which the truth lies in that share of rows, such as 0.9",
        shareOfRows,
      )
      .option(
        "--prediction-set <share>",
        "add the column prediction_set: the classes, as a JSON array, among which the truth is in that share of rows, such as 0.9",
        shareOfRows,
      )
      .option(
        "--explain [columns]",
        "add a column `explanation`: what moved each prediction most, column by column (default: 3 columns a row); with --json the first 100 rows whole",
        wholeNumber,
      )
      .action((file: string, flags: Flags) =>
        run(async ({ terminal, folder, overrides }) => {
          if (flags.out === "-" && terminal.options.json) throw outputTaken()
          const { openProject, predictFile } = await import("../project/index.ts")
          const project = await openProject(folder, overrides)
          const made = await predictFile(
            project,
            { ...flags, file, from: folder, model: flags.model, explain: explainedColumns(flags) },
            { progress: flags.out === "-" ? silent : terminal.progress("predict") }, // it would stand among the rows
          )
          const { rows, leftOut, out, seconds, notes, explanations } = made
          tellNotes(terminal, notes)
          if (out === "-") terminal.note(`${formatNumber(rows)} rows in ${formatDuration(seconds * 1000)}`)
          else
            terminal.result(`${formatNumber(rows)} rows in ${formatDuration(seconds * 1000)}: ${shownPath(out)}`, {
              rows,
              leftOut,
              out,
              seconds,
              ...(flags.explain === undefined ? {} : { explanations }),
            })
        }),
      )
  },
}

interface Flags {
  readonly out: string
  readonly model?: string
  readonly interval?: number
  readonly predictionSet?: number
  /** True without a number. */
  readonly explain?: number | true
}

function shareOfRows(text: string): number {
  const share = Number(text)
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError("A share between 0 and 1 is wanted, such as 0.9.")
  return share
}

function explainedColumns({ explain }: Flags): number | undefined {
  return explain === true ? fewColumns : explain
}

/** As many as a person takes in at a glance. */
const fewColumns = 3
