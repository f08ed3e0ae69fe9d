import type { Command } from "commander"
import { collect } from "../collect.ts"
import type { Run } from "../command.ts"
import { counting } from "../data/in-repository.ts"
import { wholeNumber } from "../whole-number.ts"

interface Flags {
  readonly allCommits?: true
  readonly rev?: readonly string[]
  readonly remote?: string
  readonly cache: boolean
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
  command
    .command(verb)
    .description(
      verb === "push"
        ? "send experiments to a remote repository of git, and their data to a remote"
        : "fetch experiments from a remote repository of git, and their data from a remote",
    )
    .argument("<git-remote>", "remote of git, or a URL")
    .argument("[name...]", "of experiments (default: all of HEAD)")
    .option("-A, --all-commits", "all, of every commit")
    .option("--rev <revision>", "all of this commit; repeatable", collect)
    .option("-r, --remote <name>", "remote the data goes to or comes from (default: the default one)")
    .option("--no-cache", "without the data")
    .option("-f, --force", "replace experiments of the same name there")
    .option("-j, --jobs <number>", "connections at one time", wholeNumber)
    .action((remote: string, names: readonly string[], flags: Flags) =>
      run(async ({ terminal, folder }) => {
        const { pullExperiments, pushExperiments } = await import("../../project/index.ts")
        const move = verb === "push" ? pushExperiments : pullExperiments
        const choice = { names, all: flags.allCommits === true, named: flags.rev }
        const done = await move(
          folder,
          { remote, choice },
          {
            refsOnly: !flags.cache,
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
