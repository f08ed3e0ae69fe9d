import type { CommandDefinition } from "./command.ts"

export const doctorCommand: CommandDefinition = {
  name: "doctor",
  define: (command, run) => {
    command.description("check what mlwright needs on this machine, and name the fix").action(() =>
      run(async ({ terminal, folder, overrides }) => {
        const { checkMachine } = await import("../project/index.ts")
        const { ok, checks } = await checkMachine(folder, overrides)
        terminal.result(
          checks
            .map(
              ({ name, ok: fine, detail, fix }) =>
                `${fine ? terminal.paint("green", "ok  ") : terminal.paint("red", "fail")} ${name}: ${detail}${fine || fix === undefined ? "" : `\n     ${terminal.paint("cyan", "fix")} ${fix}`}`,
            )
            .join("\n"),
          { ok, checks },
        )
        if (!ok) terminal.exitWith(3)
      }),
    )
  },
}
