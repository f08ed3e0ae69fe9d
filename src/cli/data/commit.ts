import type { CommandDefinition } from "../command.ts"
import { counting, inRepository } from "./in-repository.ts"

export const commitCommand: CommandDefinition = {
  name: "commit",
  define: (command, run) => {
    command
      .description("keep tracked data as it is now: into the cache, the .dvc files and dvc.lock")
      .argument("[target...]", "only these .dvc files, stages or tracked paths")
      .option("-f, --force", "ask nothing; it asks nothing anyway")
      .option("-R, --recursive", "take everything below a folder, as it does anyway")
      .option("-d, --with-deps", "of a stage also what it stands on")
      .action((targets: readonly string[], { withDeps }: { readonly withDeps?: true }) =>
        run(async (context) => {
          const { terminal } = context
          const onDone = counting(terminal, "commit")
          const { commitData } = await import("../../repository/index.ts")
          const committed = await inRepository(context, (repository) =>
            commitData(repository, targets, { withDeps, onDone }),
          )
          terminal.result(committed.map((path) => `committed ${path}`).join("\n") || "Nothing to commit.", {
            committed,
          })
        }),
      )
  },
}
