import type { CommandDefinition } from "../command.ts"
import { changesText } from "./changes-text.ts"
import { summaryOf } from "./checkout.ts"
import { counting, inRepository } from "./in-repository.ts"
import { chosenFor, matching, type TransferFlags, transferOptions } from "./transfer.ts"

export const pullCommand: CommandDefinition = {
  name: "pull",
  define: (command, run) => {
    transferOptions(command.description("fetch tracked data from a remote and check it out"))
      .option("-f, --force", "replace changed data although it is in no cache")
      .option("--allow-missing", "leave out what neither cache nor remote has")
      .option("--glob", "take the targets for patterns such as data/*.csv")
      .action((targets: readonly string[], flags: Flags) =>
        run(async (context) => {
          const { chooseTracked, pullTracked } = await import("../../version/index.ts")
          const { fetchImports, withDependencies } = await import("../../repository/index.ts")
          const { terminal } = context
          const { jobs, force, allowMissing, runCache } = flags
          const { objects, ...done } = await inRepository(context, async (repository) => {
            const matched = flags.glob === true ? matching(repository, targets) : targets
            const words = flags.withDeps === true ? withDependencies(repository, matched) : matched
            const onDone = counting(terminal, "pull")
            const chosen = await chosenFor(repository, words, flags)
            const imports = await fetchImports(repository, { chosen, remote: flags.remote }, { jobs, onDone })
            const pulled = await pullTracked(
              repository.workspace,
              {
                chosen: imports.rest,
                here: chooseTracked(repository.tracked, words, repository.folder),
                remote: flags.remote,
                runCache,
              },
              {
                jobs,
                force,
                allowMissing,
                all: words.length === 0 ? repository.tracked : undefined,
                onDone,
              },
            )
            return { ...pulled, objects: pulled.objects + imports.objects }
          })
          const summary = summaryOf({ ...done.stats, fetched: objects }) || "Everything is up to date."
          const changes = changesText(done, terminal)
          terminal.result(changes === "" ? summary : `${changes}\n${summary}`, { ...done, fetched: objects })
        }),
      )
  },
}

interface Flags extends TransferFlags {
  readonly force?: true
  readonly allowMissing?: true
  readonly glob?: true
}
