import { formatNumber, formatPercent } from "../base/index.ts"
import type { Check, ColumnDrift, DriftReport } from "../schema/index.ts"
import type { CommandDefinition } from "./command.ts"
import { shownPath } from "./shown-path.ts"
import { tellNotes } from "./tell-notes.ts"
import type { Terminal } from "./terminal.ts"

export const validateCommand: CommandDefinition = {
  name: "validate",
  define: (command, run) => {
    command
      .description("check a table against schema.yaml and the training rows; exit 4 when it does not hold")
      .argument("[file]", "table: file, folder, pattern or address; the project's own when left out")
      .action((file: string | undefined) =>
        run(async ({ terminal, folder, overrides }) => {
          const { systemClock } = await import("../base/index.ts")
          const { openProject, validateTable } = await import("../project/index.ts")
          const project = await openProject(folder, overrides)
          const { report, notes, ...found } = await validateTable(
            project,
            { file, from: folder },
            { progress: terminal.progress("validate"), clock: systemClock },
          )
          tellNotes(terminal, notes)
          const isDriftFatal = found.drift.drifted && project.config.validate.drift === "error"
          const lines = [
            ...(isDriftFatal ? [`${terminal.paint("red", "fail ")}table drift: ${driftText(found.drift)}`] : []),
            ...listed(found.checks.filter((check) => !check.ok).map((check) => checkLine(check, terminal))),
            ...listed(
              found.drift.columns.filter((column) => column.drifted).map((column) => driftLine(column, terminal)),
            ),
            summary(found, terminal),
            ...(report === null ? [] : [terminal.paint("dim", `     ${shownPath(report)}`)]),
          ]
          terminal.result(lines.map((line) => terminal.wrap(line, indent)).join("\n"), { ...found, notes, report })
          if (!found.ok) terminal.exitWith(4)
        }),
      )
  },
}

function checkLine({ column, check, severity, detail }: Check, { paint }: Terminal): string {
  const mark = severity === "error" ? paint("red", "fail ") : paint("yellow", "warn ")
  return `${mark}${column ?? "table"} ${check}: ${detail}`
}

function driftLine(drift: ColumnDrift, { paint }: Terminal): string {
  const { column, change, effect, missing, statistic, threshold } = drift
  const gaps =
    missing?.drifted === true
      ? [`missing ${formatPercent(missing.reference)} to ${formatPercent(missing.current)}`]
      : []
  // a column may have drifted by its gaps alone
  const values = gaps.length === 0 || statistic >= threshold ? [change] : []
  const moves = effect === undefined ? [] : [`moves predictions by ${formatNumber(effect)}`]
  return `${paint("yellow", "drift")} ${column}: ${[...values, ...gaps, ...moves].join(", ")}`
}

function summary(
  {
    ok,
    rows,
    checks,
    drift,
  }: { readonly ok: boolean; readonly rows: number; readonly checks: readonly Check[]; readonly drift: DriftReport },
  { paint }: Terminal,
): string {
  const broken = checks.filter((check) => !check.ok).length
  const verdict = ok ? paint("green", "ok   ") : paint("red", "not ok ")
  return `${verdict}${formatNumber(rows)} rows; ${formatNumber(broken)} of ${formatNumber(checks.length)} checks not held; ${driftText(drift)}`
}

/** No column can be compared before there is a model, and none while there are few rows. */
function driftText({ drifted, columns, untested }: DriftReport): string {
  if (columns.length > 0) {
    const count = columns.filter((column) => column.drifted).length
    return `${count} of ${columns.length} columns drifted${drifted ? ", the table as a whole too" : ""}`
  }
  const reasons = untested.map(({ reason }) => reason)
  const times = (reason: string): number => reasons.filter((other) => other === reason).length
  const [commonest] = reasons.toSorted((a, b) => times(b) - times(a))
  return commonest === undefined ? "drift unknown before the first run" : `drift unknown: ${commonest}`
}

/** A wide table must not push what matters off the screen; the page has all. */
function listed(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines
  return [...lines.slice(0, mostLines), `     and ${formatNumber(lines.length - mostLines)} more`]
}

/** Width of the marks in front. */
const indent = 5

const mostLines = 20
