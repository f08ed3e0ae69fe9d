import { existsSync } from "node:fs"
import { relative, resolve } from "node:path"
import type { CommandDefinition } from "../command.ts"
import { inRepository } from "./in-repository.ts"

export const removeCommand: CommandDefinition = {
  name: "remove",
  define: (command, run) => {
    command
      .description("stop tracking data; the data stays, and so does the cache")
      .argument("<target...>", ".dvc files, or the data they stand for")
      .option("--outs", "remove the data from the workspace too")
      .action((targets: readonly string[], flags: { readonly outs?: true }) =>
        run(async (context) => {
          const { chooseTracked, forgetPlaced, removeTracked } = await import("../../version/index.ts")
          const removed = await inRepository(context, async ({ folder, tracked, workspace }) => {
            const byPointer = tracked.filter(({ stage }) => stage === undefined)
            const owners = targets.flatMap((target) => {
              const path = resolve(folder, target)
              if (path.endsWith(".dvc") && existsSync(path)) return [path]
              return chooseTracked(byPointer, [target], folder).map((one) => one.tracked.owner)
            })
            for (const owner of new Set(owners)) {
              const data = await removeTracked(owner, { outs: flags.outs === true })
              await forgetPlaced(workspace, data)
            }
            return [...new Set(owners)].map((owner) => relative(folder, owner))
          })
          context.terminal.result(removed.map((path) => `removed ${path}`).join("\n"), { removed })
        }),
      )
  },
}
