import type { Command } from "commander"
import type { Terminal } from "./terminal.ts"

/** What every command gets besides its own options. */
export interface Context {
  readonly terminal: Terminal
  /** Folder given with `-C`, or the current one. */
  readonly folder: string
  /** Each `--set section.key=value`, as typed. */
  readonly overrides: readonly string[]
}

/** One command: `mlwright NAME ...`. The file of that name defines it; heavy rooms are imported only when it runs. */
export interface CommandDefinition {
  readonly name: string
  define(command: Command, run: Run): void
}

/** Calls the work of a command with what every command gets. */
export type Run = (work: (context: Context) => Promise<void>) => Promise<void>
