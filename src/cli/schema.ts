import type { Command } from "commander"
import type { CommandDefinition, Run } from "./command.ts"
import { shownPath } from "./shown-path.ts"
import { tellNotes } from "./tell-notes.ts"

export const schemaCommand: CommandDefinition = {
  name: "schema",
  define: (command, run) => {
    command.description("infer the schema of a table, check a table against it, and show what is different")
    addInfer(command, run)
    addCheck(command, run)
    addDiff(command, run)
  },
}

function addInfer(command: Command, run: Run): void {
  command
    .command("infer")
    .description("print the schema of a table as init would write it")
    .argument("<file...>", "table; several are read as one")
    .option("--target <column>", "column to be predicted")
    .option("--out <file>", "write it there; in a schema.yaml that is there, comments, roles and descriptions stay")
    .action((files: string[], flags: { readonly target?: string; readonly out?: string }) =>
      run(async ({ terminal, folder, overrides }) => {
        const { inferFileSchema } = await import("../project/index.ts")
        const request = { folder, overrides, files, target: flags.target, out: flags.out }
        const found = await inferFileSchema(request, { progress: terminal.progress("schema") })
        tellNotes(terminal, found.notes)
        const { rows, columns, text, notes, written } = found
        const wrote = written === null ? undefined : `Wrote ${shownPath(written)}: ${columns.length} columns`
        terminal.result(wrote ?? text.trimEnd(), { rows, columns, notes, written })
      }),
    )
}

function addCheck(command: Command, run: Run): void {
  command
    .command("check")
    .description("check a table against a schema; exit 4 when it does not hold")
    .argument("<file>", "table")
    .option("--schema <file>", "schema; default: schema.yaml of the project")
    .action((file: string, flags: { readonly schema?: string }) =>
      run(async ({ terminal, folder, overrides }) => {
        const { systemClock } = await import("../base/index.ts")
        const { checkFileSchema } = await import("../project/index.ts")
        const request = { folder, overrides, file, schema: flags.schema }
        const effects = { progress: terminal.progress("schema"), clock: systemClock }
        const { ok, rows, checks, notes } = await checkFileSchema(request, effects)
        tellNotes(terminal, notes)
        const failing = checks.filter((check) => !check.ok)
        const lines = failing.map(({ column, check, severity, detail }) => {
          const word = severity === "error" ? terminal.paint("red", "fail") : terminal.paint("yellow", "warn")
          return `${word} ${column ?? "table"} ${check}: ${detail}`
        })
        const verdict = ok ? terminal.paint("green", "ok") : terminal.paint("red", "not ok")
        const counted = `${rows.toLocaleString("en-US")} rows, ${checks.length} checks, ${failing.length} not held`
        terminal.result([...lines, `${verdict} ${counted}`].join("\n"), { ok, rows, checks, notes })
        if (!ok) terminal.exitWith(4)
      }),
    )
}

function addDiff(command: Command, run: Run): void {
  command
    .command("diff")
    .description("show what is different between a schema and a table, or between two schemas")
    .argument("<after>", "table or schema file; the second of two when both are given")
    .argument("[other]", "table or schema file; then the first is what is compared with")
    .action((first: string, second: string | undefined) =>
      run(async ({ terminal, folder, overrides }) => {
        const { diffFileSchemas } = await import("../project/index.ts")
        const [before, after] = second === undefined ? [undefined, first] : [first, second]
        const request = { folder, overrides, before, after }
        const changes = await diffFileSchemas(request, { progress: terminal.progress("schema") })
        const lines = changes.map(({ column, change, key, before: old, after: now }) => {
          if (change === "added") return `${terminal.paint("green", "+")} ${column} (${shown(now)})`
          if (change === "removed") return `${terminal.paint("red", "-")} ${column} (${shown(old)})`
          return `${terminal.paint("yellow", "~")} ${column} ${key}: ${shown(old)} -> ${shown(now)}`
        })
        terminal.result(lines.length === 0 ? "No difference" : lines.join("\n"), { changes })
      }),
    )
}

function shown(value: unknown): string {
  if (value === null) return "none"
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return text.length > longestShown ? `${text.slice(0, longestShown)}...` : text
}

/** Characters of a value that stays readable on one line. */
const longestShown = 60
