import type { Command } from "commander"
import type { Run } from "../command.ts"
import { counting } from "../data/in-repository.ts"
import { wholeNumber } from "../whole-number.ts"
import { type ChoiceFlags, choiceOf, choiceOptions } from "./choice.ts"

interface Flags extends ChoiceFlags {
  readonly remote?: string
  readonly cache: boolean
  readonly runCache?: boolean
  readonly force?: true
  readonly jobs?: number
}

export function addPush(command: Command, run: Run): void {
  add(command, run, "push")
}

export function addPull(command: Command, run: Run): void {
  add(command, run, "pull")
}

function add(command: Command, run: Run, verb: "push" | "pull"): void {
  choiceOptions(command.command(verb))
    .description(
      verb === "push"
        ? "send experiments to a remote repository of git, and their data to a remote"
        : "fetch experiments from a remote repository of git, and their data from a remote",
    )
    .argument("<git-remote>", "remote of git, or a URL")
    .argument("[name...]", "of experiments (default: all of HEAD)")
    .option("-r, --remote <name>", "remote the data goes to or comes from (default: the default one)")
    .option("--no-cache", "without the data")
    .option("--run-cache", "with the memory of the runs of stages, as it is anyway")
    .option("--no-run-cache", "without it")
    .option("-f, --force", "replace experiments of the same name there")
    .option("-j, --jobs <number>", "connections at one time", wholeNumber)
    .action((remote: string, names: readonly string[], flags: Flags) =>
      run(async ({ terminal, folder }) => {
        const { pullExperiments, pushExperiments } = await import("../../project/index.ts")
        const move = verb === "push" ? pushExperiments : pullExperiments
        const choice = choiceOf(names, flags)
        const done = await move(
          folder,
          { remote, choice },
          {
            refsOnly: !flags.cache,
            runCache: flags.runCache !== false,
            force: flags.force === true,
            dataRemote: flags.remote,
            jobs: flags.jobs,
            onDone: counting(terminal, `exp ${verb}`),
          },
        )
        const { names: moved, objects } = done
        const text = `${moved.join(", ")} ${verb === "push" ? "pushed" : "pulled"}, with ${objects} file${objects === 1 ? "" : "s"} of data`
        terminal.result(moved.length === 0 ? "No experiments" : text, done)
      }),
    )
}
