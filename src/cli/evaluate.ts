import { formatNumber } from "../base/index.ts"
import type { CommandDefinition } from "./command.ts"
import { tellNotes } from "./tell-notes.ts"
import { table } from "./text-table.ts"

export const evaluateCommand: CommandDefinition = {
  name: "evaluate",
  define: (command, run) => {
    command
      .description("score a model on a table that holds the target")
      .argument("<file>", "table with the model's inputs and the target: file, folder, pattern or address")
      .option(
        "--model <ref>",
        "path, latest, version number, name@alias, models:/name/3 or runs:/ID/model (default: the champion)",
      )
      .action((file: string, flags: { readonly model?: string }) =>
        run(async ({ terminal, folder, overrides }) => {
          const { evaluateFile, openProject } = await import("../project/index.ts")
          const project = await openProject(folder, overrides)
          const { rows, metrics, slices, detail, leftOut, notes } = await evaluateFile(
            project,
            { file, from: folder, model: flags.model },
            { progress: terminal.progress("evaluate") },
          )
          tellNotes(terminal, notes)
          terminal.result(
            [
              table(
                ["metric", "value"],
                Object.entries(metrics).map(([name, value]) => [name, formatNumber(value)]),
              ),
              ...slices
                .filter(({ worse }) => worse)
                .map(
                  ({ column, label, value, rows: count }) =>
                    `${terminal.paint("yellow", "worse")} where ${column} is ${label}: ${formatNumber(value)} on ${formatNumber(count)} rows`,
                ),
              ...promiseText(detail.coverage),
              `${formatNumber(rows)} rows`,
            ].join("\n"),
            { rows, metrics, slices, ...detail, leftOut },
          )
        }),
      )
  },
}

/** Of the usual share; none where the model promises nothing. */
function promiseText(coverage: readonly Coverage[]): readonly string[] {
  return coverage
    .filter(({ share }) => share === usualShare)
    .map((one) => {
      const isSet = "meanSize" in one
      const what = isSet ? "prediction sets" : "prediction intervals"
      const size = isSet ? `, ${formatNumber(one.meanSize)} classes on average` : ""
      const [low, high] = one.interval.map(percent)
      return `${what} for ${percent(usualShare)} of the rows hold ${percent(one.held)} (${low} to ${high})${size}`
    })
}

type Coverage = Awaited<ReturnType<typeof import("../project/index.ts").evaluateFile>>["detail"]["coverage"][number]

const percent = (share: number): string => `${formatNumber(Math.round(share * 1000) / 10)} %`
const usualShare = 0.9
