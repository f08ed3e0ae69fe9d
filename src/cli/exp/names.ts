import type { Command } from "commander"
import type { Run } from "../command.ts"
import { type ChoiceFlags, choiceOf, choiceOptions } from "./choice.ts"

interface ListFlags extends ChoiceFlags {
  readonly all?: true
  readonly nameOnly?: true
  readonly namesOnly?: true
  readonly shaOnly?: true
}

export function addList(command: Command, run: Run): void {
  choiceOptions(command.command("list"))
    .alias("ls")
    .description("names of experiments, here or in a remote repository of git")
    .argument("[remote]", "remote of git, or a URL")
    .option("--all", "the same as --all-commits")
    .option("--name-only", "names alone")
    .option("--names-only", "the same as --name-only")
    .option("--sha-only", "hashes of their commits alone")
    .action((remote: string | undefined, { all, nameOnly, namesOnly, shaOnly, ...flags }: ListFlags) =>
      run(async ({ terminal, folder }) => {
        const { chooseExperiments } = await import("../../project/index.ts")
        const experiments = await chooseExperiments(
          folder,
          choiceOf([], all === true ? { ...flags, allCommits: true } : flags),
          remote,
        )
        const lines = experiments.map(({ name, commit, baseline }) => {
          if (shaOnly === true) return commit
          return (nameOnly ?? namesOnly) === true ? name : `${commit.slice(0, 7)} ${name}  of ${baseline.slice(0, 7)}`
        })
        terminal.result(lines.length === 0 ? "No experiments" : lines.join("\n"), { experiments })
      }),
    )
}

export function addRemove(command: Command, run: Run): void {
  choiceOptions(command.command("remove"))
    .alias("rm")
    .description("take experiments away; their data stays in the cache until gc")
    .argument("[name...]", "of experiments, also of those in the queue")
    .option("--queue", "all that wait")
    .option("--keep", "keep those, and take all others away")
    .option("-g, --git-remote <remote>", "in this remote repository of git, in place of here")
    .action((names: readonly string[], flags: ChoiceFlags & { queue?: true; gitRemote?: string; keep?: true }) =>
      run(async ({ terminal, folder }) => {
        const { removeExperiments } = await import("../../project/index.ts")
        const choice = { ...choiceOf(names, flags), queued: flags.queue === true, keeps: flags.keep === true }
        const removed = await removeExperiments(folder, choice, flags.gitRemote)
        terminal.result(removed.length === 0 ? "Nothing to remove" : `removed ${removed.join(", ")}`, { removed })
      }),
    )
}

export function addRename(command: Command, run: Run): void {
  command
    .command("rename")
    .description("give an experiment another name")
    .argument("<name>", "of the experiment")
    .argument("<new>", "its new name")
    .option("-f, --force", "replace one that has the new name")
    .action((name: string, to: string, { force }: { readonly force?: true }) =>
      run(async ({ terminal, folder }) => {
        const { renameExperiment } = await import("../../project/index.ts")
        const renamed = await renameExperiment(folder, { name, to, force: force === true })
        terminal.result(`${name} is now ${renamed.name}`, renamed)
      }),
    )
}

export function addBranch(command: Command, run: Run): void {
  command
    .command("branch")
    .description("make a branch of git of an experiment")
    .argument("<name>", "of the experiment")
    .argument("[branch]", "name of the branch (default: the experiment's, with -branch)")
    .action((name: string, branch: string | undefined) =>
      run(async ({ terminal, folder }) => {
        const { branchExperiment } = await import("../../project/index.ts")
        const made = await branchExperiment(folder, name, branch)
        terminal.result(`branch ${made.branch} at ${made.commit.slice(0, 7)}`, made)
      }),
    )
}

export function addApply(command: Command, run: Run): void {
  command
    .command("apply")
    .description("bring the files and data of an experiment into the workspace; HEAD stays where it is")
    .argument("<name>", "of the experiment, or a commit")
    .option("-f, --force", "although data that is in no cache would be lost")
    .option("--no-force", "refuse that, as it does anyway")
    .action((name: string, { force }: { readonly force?: boolean }) =>
      run(async ({ terminal, folder }) => {
        const { applyExperiment } = await import("../../project/index.ts")
        const applied = await applyExperiment(folder, { name, force: force === true })
        const kept = applied.before === undefined ? "" : `; what they were is kept in ${applied.before.slice(0, 7)}`
        terminal.result(`${name} applied: ${applied.files.length} files of git changed${kept}`, applied)
      }),
    )
}
