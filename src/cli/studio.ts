import type { CommandDefinition } from "./command.ts"
import { studioUnsupported } from "./errors.ts"

/** DVC's commands for its vendor's service; they are named so that who types them learns what to do. */
export const studioCommand: CommandDefinition = {
  name: "studio",
  define: (command, run) => {
    command
      .description("DVC's commands for its vendor's service, which mlwright does not call")
      .argument("[word...]", "such as login, logout, token")
      .action(() =>
        run(async () => {
          throw studioUnsupported()
        }),
      )
  },
}
