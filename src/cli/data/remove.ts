import { existsSync } from "node:fs"
import { relative, resolve } from "node:path"
import type { CommandDefinition } from "../command.ts"
import { inRepository } from "./in-repository.ts"

export const removeCommand: CommandDefinition = {
  name: "remove",
  define: (command, run) => {
    command
      .alias("rm")
      .description("stop tracking data, or take a stage out of dvc.yaml; the data stays, and so does the cache")
      .argument("<target...>", ".dvc files, the data they stand for, or names of stages")
      .option("--outs", "remove the data from the workspace too")
      .action((targets: readonly string[], flags: { readonly outs?: true }) =>
        run(async (context) => {
          const { removeStage, stagesNamed } = await import("../../pipeline/index.ts")
          const { chooseTracked, forgetPlaced, removeTracked } = await import("../../version/index.ts")
          const removed = await inRepository(context, async ({ folder, root, tracked, workspace, pipeline }) => {
            const byPointer = tracked.filter(({ stage }) => stage === undefined)
            const isPointed = (target: string): boolean =>
              byPointer.some(({ owner, file }) => [owner, file].includes(resolve(folder, target)))
            const stages = targets.filter(
              (target) =>
                pipeline !== undefined && !isPointed(target) && stagesNamed(pipeline, target, folder).length > 0,
            )
            const owners = targets.flatMap((target) => {
              if (stages.includes(target)) return []
              const path = resolve(folder, target)
              if (path.endsWith(".dvc") && existsSync(path)) return [path]
              return chooseTracked(byPointer, [target], folder).map((one) => one.tracked.owner)
            })
            for (const owner of new Set(owners)) {
              const data = await removeTracked(owner, { outs: flags.outs === true })
              await forgetPlaced(workspace, data)
            }
            for (const stage of stages)
              await forgetPlaced(workspace, await removeStage(root, stage, { folder, outs: flags.outs === true }))
            return [...[...new Set(owners)].map((owner) => relative(folder, owner)), ...stages]
          })
          context.terminal.result(removed.map((path) => `removed ${path}`).join("\n"), { removed })
        }),
      )
  },
}
