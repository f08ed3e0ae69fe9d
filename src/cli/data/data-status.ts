import { isPlainObject } from "../../base/index.ts"
import type { DataStatus } from "../../repository/index.ts"
import type { CommandDefinition } from "../command.ts"
import type { Terminal } from "../terminal.ts"

interface Flags {
  readonly granular?: true
  readonly unchanged?: true
  readonly untrackedFiles?: string | true
  readonly notInRemote?: true
  readonly remote?: string
  readonly head: string
}

export const dataCommand: CommandDefinition = {
  name: "data",
  define: (command, run) => {
    command.description("look at tracked data")
    command
      .command("status")
      .description("what changed of tracked data: since the last commit, and since it was last kept")
      .argument("[target...]", "only these paths")
      .option("--granular", "also the files of folders")
      .option("--unchanged", "also what did not change")
      .option("--untracked-files [all]", "also files that neither git nor DVC tracks")
      .option("--not-in-remote", "also what the remote does not have")
      .option("-r, --remote <name>", "this remote, not the default one")
      .option("--head <revision>", "compare with this commit", "HEAD")
      .action((targets: readonly string[], flags: Flags) =>
        run(async ({ terminal, folder }) => {
          const { dataStatus } = await import("../../repository/index.ts")
          const { granular = false, notInRemote = false, remote, head } = flags
          const found = await dataStatus(folder, {
            targets,
            granular,
            notInRemote,
            remote,
            head,
            unchanged: flags.unchanged === true,
            untracked: flags.untrackedFiles !== undefined && flags.untrackedFiles !== "no",
          })
          terminal.result(statusText(found, terminal), withoutEmpty(found))
        }),
      )
  },
}

function statusText(status: DataStatus, terminal: Terminal): string {
  const blocks = [
    ["Not in cache:", status.not_in_cache],
    ["Not in remote:", status.not_in_remote],
    ["Changes since the last commit:", lines(status.committed)],
    ["Changes that are not kept (mlwright commit, or mlwright checkout to undo them):", lines(status.uncommitted)],
    ["Untracked files:", status.untracked],
    ["Unchanged:", status.unchanged],
  ] as const
  const text = blocks
    .filter(([, paths]) => paths.length > 0)
    .map(([title, paths]) => [terminal.paint("bold", title), ...paths.map((path) => `    ${path}`)].join("\n"))
  return text.length === 0 ? "No changes." : text.join("\n\n")
}

function lines(changes: DataStatus["committed"]): readonly string[] {
  return Object.entries(changes).flatMap(([kind, paths]) =>
    (paths as readonly (string | { readonly old: string; readonly new: string })[]).map(
      (path) => `${kind}: ${typeof path === "string" ? path : `${path.old} -> ${path.new}`}`,
    ),
  )
}

/** As DVC prints it: without what is empty. */
function withoutEmpty(value: unknown): unknown {
  if (!isPlainObject(value)) return value
  const kept = Object.entries(value)
    .map(([key, part]) => [key, withoutEmpty(part)] as const)
    .filter(([, part]) =>
      Array.isArray(part) ? part.length > 0 : !isPlainObject(part) || Object.keys(part).length > 0,
    )
  return Object.fromEntries(kept)
}
