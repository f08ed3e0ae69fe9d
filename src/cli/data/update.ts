import { relative } from "node:path"
import type { CommandDefinition } from "../command.ts"
import { wholeNumber } from "../whole-number.ts"
import { counting, inRepository } from "./in-repository.ts"

interface Flags {
  readonly rev?: string
  readonly jobs?: number
  readonly download: boolean
  readonly force?: true
}

export const updateCommand: CommandDefinition = {
  name: "update",
  define: (command, run) => {
    command
      .description("bring imported data up to date with where it came from")
      .argument("<target...>", ".dvc files of imports, the data they stand for, or a folder of them")
      .option("--rev <commit>", "follow this branch, tag or commit from now on")
      .option("-R, --recursive", "take all imports below a folder, as it does anyway")
      .option("--no-download", "only write in which state the source is")
      .option("-j, --jobs <number>", "transfers at one time", wholeNumber)
      .option("-f, --force", "replace changed data although it is in no cache")
      .action((targets: readonly string[], { rev, jobs, download, force }: Flags) =>
        run(async (context) => {
          const { updateImports } = await import("../../repository/index.ts")
          const { terminal, folder } = context
          const updated = await inRepository(context, (repository) =>
            updateImports(repository, targets, {
              rev,
              jobs,
              force,
              markOnly: !download,
              onDone: counting(terminal, "update"),
            }),
          )
          const lines = updated.map(({ path, changed }) => {
            const shown = relative(folder, path)
            return changed ? `updated ${shown}` : `${shown} is as its source is`
          })
          terminal.result(lines.join("\n"), {
            updated: updated.map(({ path, pointer, changed, snapshot }) => ({
              path: relative(folder, path),
              file: relative(folder, pointer),
              changed,
              ...(snapshot === undefined ? {} : { md5: snapshot.md5, size: snapshot.size }),
            })),
          })
        }),
      )
  },
}
