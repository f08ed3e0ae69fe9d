import type { Command } from "commander"
import type { CommandDefinition, Run } from "./command.ts"
import { levelOptions } from "./data/config-level.ts"
import { type DvcSettingFlags, dvcSetting } from "./data/dvc-setting.ts"
import { commandMissing } from "./errors.ts"

export const configCommand: CommandDefinition = {
  name: "config",
  define: (command, run) => {
    command.description(
      "read and change the settings of mlwright.yaml, by get and set; without those words the settings of DVC in .dvc/config",
    )
    levelOptions(command)
      .argument("[name]", "setting of DVC, such as core.remote or remote.NAME.url")
      .argument("[value]", "its new value")
      .option("-u, --unset", "take the setting of DVC out")
      .option("-l, --list", "list all settings of DVC")
      .option("--show-origin", "also print the file a setting of DVC stands in")
      .option("--project", "in .dvc/config, where it goes anyway")
      .action((name: string | undefined, value: string | undefined, flags: DvcSettingFlags) =>
        run(async (context) => {
          if (name === undefined && flags.list !== true)
            throw commandMissing(
              "mlwright config",
              command.commands.map((known) => known.name()),
            )
          await dvcSetting(context, { name, value }, flags)
        }),
      )
    addGet(command, run)
    addSet(command, run)
    addExplain(command, run)
    command
      .command("schema")
      .description("print the JSON Schema of mlwright.yaml, for editors")
      .action(() =>
        run(async ({ terminal }) => {
          const { configJsonSchema } = await import("../project/index.ts")
          const schema = configJsonSchema()
          terminal.result(JSON.stringify(schema, null, 2), schema)
        }),
      )
  },
}

function addGet(command: Command, run: Run): void {
  command
    .command("get")
    .description("print the value of a setting or a section")
    .argument("<key>", "such as train.budgetSeconds or train")
    .action((key: string) =>
      run(async ({ terminal, folder, overrides }) => {
        const { explainSettings, openProject } = await import("../project/index.ts")
        const found = explainSettings(await openProject(folder, overrides), key)
        const values = Object.fromEntries(found.map((setting) => [setting.key, setting.value]))
        const text = found.map((setting) =>
          setting.key === key ? plain(setting.value) : `${setting.key} = ${plain(setting.value)}`,
        )
        terminal.result(text.join("\n"), values)
      }),
    )
}

function addSet(command: Command, run: Run): void {
  command
    .command("set")
    .description("write a setting into mlwright.yaml; its comments stay")
    .argument("<key>", "such as train.budgetSeconds")
    .argument("<value>", "new value, typed and checked as in the file")
    .action((key: string, value: string) =>
      run(async ({ terminal, folder }) => {
        const { setSetting } = await import("../project/index.ts")
        const set = await setSetting(folder, key, value)
        terminal.result(`${set.key} = ${plain(set.value)}`, set)
      }),
    )
}

function addExplain(command: Command, run: Run): void {
  command
    .command("explain")
    .description("say what a setting means, its value and where the value comes from")
    .argument("[key]", "setting or section; all when left out")
    .action((key: string | undefined) =>
      run(async ({ terminal, folder, overrides }) => {
        const { explainAnywhere } = await import("../project/index.ts")
        const found = await explainAnywhere(folder, overrides, key)
        const text = found.flatMap((setting) => [
          `${terminal.paint("bold", setting.key)} = ${plain(setting.value)}  ${terminal.paint("dim", `(${setting.source}; ${setting.type})`)}`,
          `  ${setting.description}`,
        ])
        terminal.result(text.join("\n"), {
          settings: found.map((setting) => ({
            ...setting,
            default: setting.default ?? null,
            value: setting.value ?? null,
          })),
        })
      }),
    )
}

const plain = (value: unknown): string =>
  value === undefined ? "(not set)" : typeof value === "string" ? value : JSON.stringify(value)
