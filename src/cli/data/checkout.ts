import type { CommandDefinition } from "../command.ts"
import { changesText } from "./changes-text.ts"
import { counting, inRepository } from "./in-repository.ts"

interface Flags {
  readonly force?: true
  readonly relink?: true
  readonly allowMissing?: true
  readonly summary?: true
}

export const checkoutCommand: CommandDefinition = {
  name: "checkout",
  define: (command, run) => {
    command
      .description("make data what the .dvc files and dvc.lock of this moment say")
      .argument("[target...]", "only these .dvc files, stages, tracked paths or parts of them")
      .option("-f, --force", "replace changed data although it is in no cache")
      .option("--relink", "make all files anew, with the link type of now")
      .option("--allow-missing", "leave out what the cache does not have")
      .option("--summary", "print how many files changed, not which")
      .option("-R, --recursive", "take everything below a folder, as it does anyway")
      .action((targets: readonly string[], flags: Flags) =>
        run(async (context) => {
          const { checkoutTracked, chooseTracked } = await import("../../version/index.ts")
          const { terminal } = context
          const { force, relink, allowMissing } = flags
          const done = await inRepository(context, ({ folder, workspace, tracked }) =>
            checkoutTracked(workspace, chooseTracked(tracked, targets, folder), {
              force,
              relink,
              allowMissing,
              all: targets.length === 0 ? tracked : undefined,
              onDone: counting(terminal, "checkout"),
            }),
          )
          const { modified, added, deleted } = done.stats
          const summary = modified + added + deleted === 0 ? "nothing to do" : `${summaryOf(done.stats)}`
          terminal.result(flags.summary === true ? summary : changesText(done, terminal), done)
        }),
      )
  },
}

/** `2 files modified, 1 file added`. */
export function summaryOf(stats: Readonly<Record<string, number>>): string {
  return Object.entries(stats)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} file${count === 1 ? "" : "s"} ${what}`)
    .join(", ")
}
