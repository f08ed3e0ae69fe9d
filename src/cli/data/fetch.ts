import type { CommandDefinition } from "../command.ts"
import { counting, inRepository } from "./in-repository.ts"
import { chosenFor, type TransferFlags, transferOptions } from "./transfer.ts"

export const fetchCommand: CommandDefinition = {
  name: "fetch",
  define: (command, run) => {
    transferOptions(command.description("fetch tracked data from a remote into the cache")).action(
      (targets: readonly string[], flags: TransferFlags) =>
        run(async (context) => {
          const { fetchIncomplete, fetchTracked } = await import("../../version/index.ts")
          const { terminal } = context
          const { jobs, runCache } = flags
          const { objects, missing } = await inRepository(context, async (repository) =>
            fetchTracked(
              repository.workspace,
              { chosen: await chosenFor(repository, targets, flags), remote: flags.remote, runCache },
              { jobs, onDone: counting(terminal, "fetch") },
            ),
          )
          if (missing.length > 0) throw fetchIncomplete(missing)
          terminal.result(objects === 0 ? "Everything is up to date." : `${objects} files fetched`, {
            fetched: objects,
          })
        }),
    )
  },
}
