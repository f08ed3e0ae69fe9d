import type { CommandDefinition } from "../command.ts"
import { summaryOf } from "./checkout.ts"
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
          const { fetchImports } = await import("../../repository/index.ts")
          const { objects, missing } = await inRepository(context, async (repository) => {
            const onDone = counting(terminal, "fetch")
            const chosen = await chosenFor(repository, targets, flags)
            const imports = await fetchImports(repository, { chosen, remote: flags.remote }, { jobs, onDone })
            const move = { chosen: imports.rest, remote: flags.remote, runCache }
            const done = await fetchTracked(repository.workspace, move, { jobs, onDone })
            return { ...done, objects: done.objects + imports.objects }
          })
          if (missing.length > 0) throw fetchIncomplete(missing)
          terminal.result(summaryOf({ fetched: objects }) || "Everything is up to date.", {
            fetched: objects,
          })
        }),
    )
  },
}
