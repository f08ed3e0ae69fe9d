import { relative } from "node:path"
import type { Restored } from "../../repository/index.ts"
import type { CommandDefinition, Context } from "../command.ts"
import { targetNotSaid } from "../errors.ts"
import { shellWords } from "../shell-words.ts"
import { changesText } from "./changes-text.ts"
import { counting, inRepository } from "./in-repository.ts"

interface Flags {
  readonly force?: true
  readonly relink?: true
  readonly allowMissing?: true
  readonly summary?: true
  readonly rev?: string
  readonly withDeps?: true
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
      .option("-d, --with-deps", "of a stage also what it stands on")
      .option("-R, --recursive", "take everything below a folder, as it does anyway")
      .option("--rev <commit>", "of these targets the content of that commit; git's HEAD stays where it is")
      .action((targets: readonly string[], flags: Flags) =>
        run(async (context) => {
          if (flags.rev !== undefined) return restore(context, targets, { ...flags, rev: flags.rev })
          const { checkoutTracked, chooseTracked } = await import("../../version/index.ts")
          const { terminal } = context
          const { force, relink, allowMissing } = flags
          const { withDependencies } = await import("../../repository/index.ts")
          const done = await inRepository(context, (repository) => {
            const { folder, workspace, tracked } = repository
            const wanted = flags.withDeps === true ? withDependencies(repository, targets) : targets
            return checkoutTracked(workspace, chooseTracked(tracked, wanted, folder), {
              force,
              relink,
              allowMissing,
              all: targets.length === 0 ? tracked : undefined,
              onDone: counting(terminal, "checkout"),
            })
          })
          const { modified, added, deleted } = done.stats
          const summary = modified + added + deleted === 0 ? "nothing to do" : `${summaryOf(done.stats)}`
          terminal.result(flags.summary === true ? summary : changesText(done, terminal), done)
        }),
      )
  },
}

/** Older content of single paths, as `mlwright log` lists them. */
async function restore(
  context: Context,
  targets: readonly string[],
  { rev, force }: { readonly rev: string; readonly force?: true },
): Promise<void> {
  if (targets.length === 0) throw targetNotSaid()
  const { restoreVersion } = await import("../../repository/index.ts")
  const { terminal, folder } = context
  const onDone = counting(terminal, "checkout")
  const restored = await inRepository(context, async (repository) => {
    const done: Restored[] = []
    for (const file of targets) done.push(await restoreVersion(repository, { file, revision: rev }, { force, onDone }))
    return done
  })
  const pointers = restored.flatMap(({ pointer }) => (pointer === undefined ? [] : [relative(folder, pointer)]))
  terminal.result(
    [
      ...restored.map(({ path, hash }) => `${path} is what it was at ${rev} (${hash.slice(0, 7)})`),
      ...(pointers.length === 0
        ? []
        : [
            `Next: git add ${shellWords(pointers)}, or go back with mlwright checkout --rev HEAD ${shellWords(targets)}`,
          ]),
    ].join("\n"),
    {
      restored: restored.map(({ pointer, ...one }) => ({
        ...one,
        ...(pointer === undefined ? {} : { file: relative(folder, pointer) }),
      })),
    },
  )
}

/** `2 files modified, 1 file added`. */
export function summaryOf(stats: Readonly<Record<string, number>>): string {
  return Object.entries(stats)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} file${count === 1 ? "" : "s"} ${what}`)
    .join(", ")
}
