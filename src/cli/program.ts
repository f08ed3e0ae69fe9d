import { Command, CommanderError } from "commander"
import { exitCodeOf, type KnownError, knownDiskError, version } from "../base/index.ts"
import { collect } from "./collect.ts"
import type { Context } from "./command.ts"
import { commands } from "./commands.ts"
import { commandMissing, unknownArgument } from "./errors.ts"
import { bearGoneReaders } from "./gone-reader.ts"
import { openTerminal, type TerminalOptions } from "./terminal.ts"

/**
 * Parse the arguments, run the command, tell of a failure.
 *
 * @returns the exit code: 0 done, 1 our bug, 2 user, 3 environment, 4 the answer is no
 */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const program = buildProgram()
  const isReaderGone = bearGoneReaders((error) => {
    const known = knownDiskError(Object.assign(error, { path: "standard output" }))
    openTerminal({ ...optionsIn(argv), json: false }).fail(known)
    process.exit(exitCodeOf(known))
  })
  try {
    await program.parseAsync(argv, { from: "user" })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    if (isReaderGone(error)) return 0
    const known = error instanceof CommanderError ? argumentError(error, program, argv) : knownDiskError(error)
    openTerminal(optionsIn(argv)).fail(known)
    return exitCodeOf(known)
  }
}

/** Commander gives its help where a command is wanted and none came. */
function argumentError({ code, message }: CommanderError, program: Command, argv: readonly string[]): KnownError {
  const named = program.commands.find((command) => argv.includes(command.name()))
  const words = named === undefined ? "mlwright" : `mlwright ${named.name()}`
  if (code !== "commander.help") return unknownArgument(message, words)
  return commandMissing(
    words,
    (named ?? program).commands.map((command) => command.name()),
  )
}

/** The whole command line as commander knows it; the reference pages are generated from it. */
export function buildProgram(): Command {
  const program = new Command("mlwright")
    .description("From a table and a target column to a live, watched model service")
    .version(version, "-V, --version", "print the version")
    .helpOption("--help", "explain the command")
    .option("-C, --project <folder>", "project folder, in place of the current one", ".")
    .option("--cd <folder>", "the same, as dvc says it")
    .option("--wait-for-lock", "wait for another command of dvc or mlwright to end, as it does anyway")
    .option("--json", "print exactly one JSON document")
    .option("-q, --quiet", "print results and errors only")
    .option("-v, --verbose", "tell more, and show the cause of an error")
    .option("--no-color", "print without colours")
    .option("--set <setting>", "use section.key=value for this call; repeatable", collect)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  for (const definition of commands) {
    const command = program.command(definition.name).helpOption("--help", "explain the command")
    definition.define(command, (work) => work(contextOf(program.opts())))
  }
  return program
}

function contextOf(options: Record<string, unknown>): Context {
  return {
    terminal: openTerminal({
      json: options["json"] === true,
      quiet: options["quiet"] === true,
      verbose: options["verbose"] === true,
      color: options["color"] !== false && process.stdout.isTTY === true,
    }),
    folder: String(options["cd"] ?? options["project"]),
    overrides: (options["set"] ?? []) as readonly string[],
  }
}

/** Read from the words themselves: a failure may come before the options are parsed. */
function optionsIn(argv: readonly string[]): TerminalOptions {
  const has = (...flags: readonly string[]): boolean => argv.some((word) => flags.includes(word))
  return {
    json: has("--json"),
    quiet: has("-q", "--quiet"),
    verbose: has("-v", "--verbose"),
    color: !has("--no-color") && process.stderr.isTTY === true,
  }
}
