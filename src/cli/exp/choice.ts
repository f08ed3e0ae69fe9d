import type { Command } from "commander"
import type { ExperimentChoice } from "../../project/index.ts"
import { collect } from "../collect.ts"
import { commitCount } from "../whole-number.ts"

/** Which experiments are meant besides those that are named. */
export interface ChoiceFlags {
  readonly allCommits?: true
  readonly rev?: readonly string[]
  readonly num: number
}

export function choiceOptions(command: Command): Command {
  return command
    .option("-A, --all-commits", "all, of every commit")
    .option("--rev <revision>", "all of this commit, not of HEAD; repeatable", collect)
    .option("-n, --num <number>", "of so many commits, the last of each named one; -1 for all", commitCount, 1)
}

export function choiceOf(names: readonly string[], { allCommits, rev, num }: ChoiceFlags): ExperimentChoice {
  return { names, all: allCommits === true, back: num, ...(rev === undefined ? {} : { named: rev }) }
}
