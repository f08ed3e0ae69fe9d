import type { RepositoryStatus } from "../../repository/index.ts"
import type { CommandDefinition } from "../command.ts"
import { cloudNotSaid } from "../errors.ts"
import type { Terminal } from "../terminal.ts"
import { wholeNumber } from "../whole-number.ts"

interface Flags {
  readonly cloud?: true
  readonly remote?: string
  readonly allBranches?: true
  readonly allTags?: true
  readonly allCommits?: true
  readonly withDeps?: true
  readonly updates: boolean
}

export const statusCommand: CommandDefinition = {
  name: "status",
  define: (command, run) => {
    command
      .description(
        "what differs from the .dvc files and dvc.lock: data, and what stages read and write; with --quiet exit 4 says that something does",
      )
      .argument("[target...]", "only these .dvc files, stages or tracked paths")
      .option("-c, --cloud", "compare the cache with the remote in place of the workspace")
      .option("-r, --remote <name>", "as --cloud, with this remote")
      .option("-j, --jobs <number>", "questions to the remote at one time", wholeNumber)
      .option("-a, --all-branches", "with --cloud also what the tip of every branch tracks")
      .option("-T, --all-tags", "with --cloud also what every tag tracks")
      .option("-A, --all-commits", "with --cloud also what any commit tracked")
      .option("-d, --with-deps", "of a stage also what it stands on")
      .option("-R, --recursive", "take everything below a folder, as it does anyway")
      .option("--no-updates", "do not ask the sources of imported data whether they have newer")
      .action((targets: readonly string[], flags: Flags) =>
        run(async ({ terminal, folder }) => {
          const { cloud, remote, withDeps, updates } = flags
          const { allBranches: branches, allTags: tags, allCommits: commits } = flags
          const asksRemote = cloud === true || remote !== undefined
          if (!asksRemote && (branches ?? tags ?? commits) === true) throw cloudNotSaid()
          const { remoteStatus, repositoryStatus } = await import("../../repository/index.ts")
          if (asksRemote) {
            const states = await remoteStatus(folder, { targets, remote, withDeps, branches, tags, commits })
            const lines = Object.entries(states).map(([path, state]) => `${`${state}:`.padEnd(10)}${path}`)
            tell(terminal, lines.join("\n") || "Cache and remote are in sync.", states)
            return
          }
          const onUnasked = (url: string, problem: string): void =>
            terminal.note(`${terminal.paint("yellow", "note")} not known whether ${url} has newer data: ${problem}`)
          const status = await repositoryStatus(folder, { targets, withDeps, updates, onUnasked })
          tell(terminal, statusText(status), status)
        }),
      )
  },
}

/** With `--quiet` the exit code is the answer, as scripts ask DVC. */
function tell(terminal: Terminal, text: string, changes: Readonly<Record<string, unknown>>): void {
  const { quiet, json } = terminal.options
  if (quiet && Object.keys(changes).length > 0) terminal.exitWith(4)
  if (!quiet || json) terminal.result(text, changes)
}

export function statusText(status: RepositoryStatus): string {
  const lines = Object.entries(status).flatMap(([name, changes]) => [`${name}:`, ...changes.flatMap(changeLines)])
  return lines.join("\n") || "Data and pipelines are up to date."
}

function changeLines(change: string | Readonly<Record<string, unknown>>): readonly string[] {
  if (typeof change === "string") return [`\t${change}`]
  return Object.entries(change).flatMap(([what, paths]) => [
    `\t${what}:`,
    ...Object.entries(paths as Changes).flatMap(([path, state]) =>
      typeof state === "string" ? [`\t\t${pairText(path, state)}`] : [`\t\t${path}:`, ...keyLines(state)],
    ),
  ])
}

/** State by path, or of a file of params by key. */
type Changes = Readonly<Record<string, string | Readonly<Record<string, string>>>>

function keyLines(states: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(states).map(([key, state]) => `\t\t\t${pairText(key, state)}`)
}

function pairText(name: string, state: string): string {
  return `${`${state}:`.padEnd(20)}${name}`
}
