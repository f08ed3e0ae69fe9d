import type { CommandDefinition } from "../command.ts"
import { inRepository } from "./in-repository.ts"

export const destroyCommand: CommandDefinition = {
  name: "destroy",
  define: (command, run) => {
    command
      .description(
        "make a repository of DVC one of git alone: remove .dvc files, dvc.yaml, settings and cache; without --force it says which and removes nothing",
      )
      .option("-f, --force", "remove them; data that lies here stays")
      .action(({ force }: { readonly force?: true }) =>
        run(async (context) => {
          const { terminal } = context
          const { destroyRepository, openRepository, whatIsDestroyed } = await import("../../repository/index.ts")
          const done =
            force === true
              ? await inRepository(context, destroyRepository)
              : whatIsDestroyed(await openRepository(context.folder))
          const verb = force === true ? "removed" : "would remove"
          const lines = [
            ...done.removed.map((path) => `${verb} ${path}`),
            ...done.lost.map((path) => `${force === true ? "lost" : "would lose"} ${path}, which only the cache has`),
            ...(force === true ? [] : ["Next: mlwright destroy --force"]),
          ]
          terminal.result(lines.join("\n"), { ...done, done: force === true })
        }),
      )
  },
}
