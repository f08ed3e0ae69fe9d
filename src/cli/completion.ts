import { type Command, Option } from "commander"
import type { CommandDefinition } from "./command.ts"
import { type CompletedCommand, completionScript } from "./completion-script.ts"

export const completionCommand: CommandDefinition = {
  name: "completion",
  define: (command, run) => {
    command
      .description("print a script that completes commands, options, stages and experiments in a shell")
      .addOption(new Option("-s, --shell <name>", "shell it is for").choices(["bash", "zsh"]).default("bash"))
      .action(({ shell }: { readonly shell: "bash" | "zsh" }) =>
        run(async ({ terminal }) => {
          const script = completionScript(completedOf(command.parent ?? command, []), shell)
          terminal.result(script, { shell, script })
        }),
      )
  },
}

function completedOf(command: Command, above: readonly string[]): CompletedCommand {
  const path = command.parent === null ? [] : [...above, command.name()]
  return {
    names: [command.name(), ...command.aliases()],
    options: command.options.flatMap(({ short, long }) => [...(short ? [short] : []), ...(long ? [long] : [])]),
    commands: command.commands.map((one) => completedOf(one, path)),
    completes: completes[path.join(" ")],
  }
}

const completes: Readonly<Record<string, CompletedCommand["completes"]>> = {
  run: "stages",
  freeze: "stages",
  unfreeze: "stages",
  dag: "stages",
  status: "stages",
  "exp run": "stages",
  "exp apply": "experiments",
  "exp branch": "experiments",
  "exp diff": "experiments",
  "exp remove": "experiments",
  "exp rename": "experiments",
  "plots diff": "experiments",
}
