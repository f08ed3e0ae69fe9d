import { relative, resolve } from "node:path"
import type { CommandDefinition } from "../command.ts"
import { inRepository } from "./in-repository.ts"

export const moveCommand: CommandDefinition = {
  name: "move",
  define: (command, run) => {
    command
      .alias("mv")
      .description("give tracked data another name or place")
      .argument("<from>", "tracked file or folder")
      .argument("<to>", "its new path, or a folder to put it in")
      .action((from: string, to: string) =>
        run(async (context) => {
          const { moveTracked } = await import("../../version/index.ts")
          const file = await inRepository(context, async ({ folder, workspace }) =>
            relative(folder, await moveTracked(workspace, resolve(folder, from), resolve(folder, to))),
          )
          context.terminal.result(`moved ${from} to ${file.replace(/\.dvc$/, "")}`, {
            from,
            to: file.slice(0, -4),
            file,
          })
        }),
      )
  },
}
