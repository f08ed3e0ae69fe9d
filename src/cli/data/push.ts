import type { CommandDefinition } from "../command.ts"
import { summaryOf } from "./checkout.ts"
import { counting, inRepository } from "./in-repository.ts"
import { chosenFor, matching, type TransferFlags, transferOptions } from "./transfer.ts"

export const pushCommand: CommandDefinition = {
  name: "push",
  define: (command, run) => {
    transferOptions(command.description("send tracked data to a remote"))
      .option("--verify", "ask for every object, and send those the remote has lost")
      .option("--glob", "take the targets for patterns such as data/*.csv")
      .action((targets: readonly string[], flags: TransferFlags & { readonly verify?: true; readonly glob?: true }) =>
        run(async (context) => {
          const { pushTracked } = await import("../../version/index.ts")
          const { terminal } = context
          const { jobs, verify, runCache, glob } = flags
          const done = await inRepository(context, async (repository) => {
            const words = glob === true ? matching(repository, targets) : targets
            return pushTracked(
              repository.workspace,
              { chosen: await chosenFor(repository, words, flags), remote: flags.remote, runCache },
              { jobs, verify, onDone: counting(terminal, "push") },
            )
          })
          const { objects } = done
          terminal.result(summaryOf({ pushed: objects }) || "Everything is up to date.", { pushed: objects })
        }),
      )
  },
}
