import { isAbsolute, relative, resolve } from "node:path"
import type { CommandDefinition } from "../command.ts"
import { type LevelFlags, levelOptions, settingsFile } from "./config-level.ts"
import { inRepository } from "./in-repository.ts"

interface Flags extends LevelFlags {
  readonly unset?: true
}

export const cacheCommand: CommandDefinition = {
  name: "cache",
  define: (command, run) => {
    command.description("where objects are kept on this computer")
    levelOptions(command.command("dir").description("say or set the folder of the cache"))
      .argument("[folder]", "its new place; what lies in the old one is not moved")
      .option("-u, --unset", "go back to .dvc/cache")
      .action((value: string | undefined, flags: Flags) =>
        run(async (context) => {
          const { editDvcConfig, openWorkspace } = await import("../../version/index.ts")
          const folder = await inRepository(context, async (repository) => {
            const file = await settingsFile(repository, flags)
            const place = { section: "cache", key: "dir" }
            if (flags.unset === true) await editDvcConfig(file, [place])
            else if (value !== undefined) {
              const stored = isAbsolute(value)
                ? value
                : relative(resolve(file, ".."), resolve(repository.folder, value))
              await editDvcConfig(file, [{ ...place, value: stored }])
            }
            return (await openWorkspace(repository.root)).cacheFolder
          })
          context.terminal.result(folder, { dir: folder })
        }),
      )
  },
}
