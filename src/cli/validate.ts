import type { DriftReport } from "../schema/index.ts"
import type { CommandDefinition } from "./program.ts"

/** No column can be compared before there is a model, and none while there are few rows. */
function driftText({ columns, untested }: DriftReport): string {
  if (columns.length > 0)
    return `${columns.filter((column) => column.drifted).length} of ${columns.length} columns drifted`
  const reasons = untested.map(({ reason }) => reason)
  const times = (reason: string): number => reasons.filter((other) => other === reason).length
  const [commonest] = reasons.toSorted((a, b) => times(b) - times(a))
  return commonest === undefined ? "drift unknown before the first run" : `drift unknown: ${commonest}`
}

export const validateCommand: CommandDefinition = {
  name: "validate",
  define: (command, run) => {
    command
      .description("check a table against schema.yaml and the training rows; exit 4 when it does not hold")
      .argument("[file]", "table; the project's own when left out")
      .action((file: string | undefined) =>
        run(async ({ terminal, folder, overrides }) => {
          const { openProject, validateTable } = await import("../project/index.ts")
          const project = await openProject(folder, overrides)
          const { ok, rows, checks, drift } = await validateTable(
            project,
            { file, from: folder },
            { progress: terminal.progress("validate") },
          )
          const failing = checks.filter((check) => !check.ok)
          const drifted = drift.columns.filter((column) => column.drifted)
          terminal.result(
            [
              ...failing.map(
                ({ column, check, severity, detail }) =>
                  `${severity === "error" ? terminal.paint("red", "fail") : terminal.paint("yellow", "warn")} ${column ?? "table"} ${check}: ${detail}`,
              ),
              ...drifted.map(
                ({ column, test, statistic }) =>
                  `${terminal.paint("yellow", "drift")} ${column}: ${test} ${statistic.toPrecision(3)}`,
              ),
              `${ok ? terminal.paint("green", "ok") : terminal.paint("red", "not ok")} ${rows.toLocaleString("en-US")} rows, ${checks.length} checks, ${failing.length} not held, ${driftText(drift)}`,
            ].join("\n"),
            { ok, rows, checks, drift },
          )
          if (!ok) terminal.exitWith(4)
        }),
      )
  },
}
