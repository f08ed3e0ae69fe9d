import { relative } from "node:path"
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
          const { chooseTracked, stateOf, trackPath } = await import("../../version/index.ts")
          const { commitStages } = await import("../../pipeline/index.ts")
          const { terminal } = context
          const onDone = counting(terminal, "commit")
          const { withDependencies } = await import("../../repository/index.ts")
          const committed = await inRepository(context, async (repository) => {
            const { root, folder, workspace, tracked, pipeline } = repository
            const wanted = withDeps === true ? withDependencies(repository, targets) : targets
            const chosen = chooseTracked(tracked, wanted, folder).map((one) => one.tracked)
            const done: string[] = []
            for (const one of chosen.filter(({ stage, isImport }) => stage === undefined && isImport !== true)) {
              const state = await stateOf(workspace, one)
              if (state === undefined || state === "deleted") continue
              await trackPath(workspace, one.file, { onDone })
              done.push(relative(root, one.file))
            }
            const stages = new Set(chosen.flatMap(({ stage }) => (stage === undefined ? [] : [stage])))
            if (pipeline !== undefined) done.push(...(await commitStages(pipeline, workspace, stages)))
            await workspace.hashes.save()
            return done
          })
          terminal.result(committed.map((path) => `committed ${path}`).join("\n") || "Nothing to commit.", {
            committed,
          })
        }),
      )
  },
}
