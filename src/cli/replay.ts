import type { CommandDefinition } from "./command.ts"

export const replayCommand: CommandDefinition = {
  name: "replay",
  define: (command, run) => {
    command
      .description("compute a logged prediction again and compare it bit for bit")
      .argument("<id>", "prediction id, as the server answered it")
      .action((id: string) =>
        run(async ({ terminal, folder, overrides }) => {
          const { openProject, replayLogged } = await import("../project/index.ts")
          const project = await openProject(folder, overrides)
          const replayed = await replayLogged(project, id)
          const { same, model } = replayed
          terminal.result(
            [
              `${same ? terminal.paint("green", "same") : terminal.paint("red", "different")} by ${model.name} version ${model.version}`,
              `logged   ${JSON.stringify(replayed.logged)}`,
              `replayed ${JSON.stringify(replayed.replayed)}`,
              ...(replayed.runId === undefined ? [] : [`run ${replayed.runId}`]),
            ].join("\n"),
            replayed,
          )
          if (!same) terminal.exitWith(4)
        }),
      )
  },
}
