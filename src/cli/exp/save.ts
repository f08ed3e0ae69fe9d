import type { Command } from "commander"
import { collect } from "../collect.ts"
import type { Run } from "../command.ts"
import { tellingWait } from "../data/in-repository.ts"

interface SaveFlags {
  readonly name?: string
  readonly force?: true
  readonly message?: string
  readonly includeUntracked?: readonly string[]
}

/** @param command `exp` */
export function addClean(command: Command, run: Run): void {
  command
    .command("clean")
    .description("clear away what experiments that were killed left behind")
    .action(() =>
      run(async ({ terminal, folder }) => {
        const { cleanExperiments } = await import("../../project/index.ts")
        await cleanExperiments(folder)
        terminal.result("clean", { cleaned: true })
      }),
    )
}

export function addSave(command: Command, run: Run): void {
  command
    .command("save")
    .description("keep the workspace as it is, with its data, as an experiment; nothing runs")
    .option("-n, --name <name>", "name of the experiment (default: two words)")
    .option("-m, --message <text>", "message of its commit")
    .option("-I, --include-untracked <path>", "a path git does not know, to be kept too; repeatable", collect)
    .option("-f, --force", "replace one of the same name")
    .action(({ name, force, message, includeUntracked }: SaveFlags) =>
      run(async ({ terminal, folder }) => {
        const { saveAsExperiment } = await import("../../project/index.ts")
        const saved = await saveAsExperiment(
          folder,
          { ...{ name, message, force: force === true }, also: includeUntracked ?? [] },
          tellingWait(terminal),
        )
        terminal.result(`experiment ${terminal.paint("bold", saved.name)} ${saved.commit.slice(0, 7)}`, saved)
      }),
    )
}
