import { relative } from "node:path"
import type { Command } from "commander"
import type { MergeRequest } from "../../repository/index.ts"
import type { CommandDefinition, Context, Run } from "../command.ts"
import { shellWords } from "../shell-words.ts"
import { changesText } from "./changes-text.ts"
import { inRepository } from "./in-repository.ts"
import { statusText } from "./status.ts"

export const installCommand: CommandDefinition = {
  name: "install",
  define: (command, run) => {
    command
      .description(
        "let git tell of changed data before a commit, check out and push data, and merge .dvc files and dvc.lock",
      )
      .option("-f, --force", "replace hooks of others")
      .action(({ force }: { readonly force?: true }) =>
        run(async ({ terminal, folder }) => {
          const { findRepository } = await import("../../repository/index.ts")
          const { installHooks } = await import("../../version/index.ts")
          const root = findRepository(folder)
          const { hooks, attributes, isNew } = await installHooks(root, process.argv.slice(0, 2), { force })
          const shown = relative(folder, attributes)
          terminal.result(
            [
              `git calls mlwright from ${hooks.map((hook) => relative(folder, hook)).join(", ")}`,
              `and merges what ${shown} names`,
              ...(isNew ? [`Next: git add ${shellWords([shown])}`] : []),
            ].join("\n"),
            { hooks, attributes, isNew },
          )
        }),
      )
  },
}

export const gitHookCommand: CommandDefinition = {
  name: "git-hook",
  define: (command, run) => {
    command.description("what git calls once mlwright install was run")
    addMergeDriver(command, run)
    addPreCommit(command, run)
    addPostCheckout(command, run)
    command
      .command("pre-push")
      .description("push data as git pushes")
      .argument("[words...]", "as git gives them")
      .action(() =>
        run(async (context) => {
          const { pushTracked } = await import("../../version/index.ts")
          const { objects } = await inRepository(context, ({ workspace, tracked }) =>
            pushTracked(workspace, { chosen: tracked.map((one) => ({ tracked: one })) }),
          )
          context.terminal.result(objects === 0 ? "" : `pushed ${objects} objects`, { objects })
        }),
      )
  },
}

function addMergeDriver(command: Command, run: Run): void {
  command
    .command("merge-driver")
    .description("merge a .dvc file or dvc.lock; the answer goes into the file of our side")
    .requiredOption("--ancestor <file>", "as both sides had it")
    .requiredOption("--our <file>", "as we have it")
    .requiredOption("--their <file>", "as they have it")
    .option("--path <file>", "its path in the repository", "data.dvc")
    .action((request: MergeRequest) =>
      run(async ({ terminal, folder }) => {
        const { mergeForGit } = await import("../../repository/index.ts")
        const { conflicts, kept } = await mergeForGit(folder, request)
        for (const stage of kept)
          terminal.note(
            `${request.path}: both sides ran stage ${stage}; ours stayed, mlwright repro runs it where it must`,
          )
        for (const conflict of conflicts) terminal.note(`${request.path}: ${conflict}`)
        terminal.result("", { conflicts, kept })
        if (conflicts.length > 0) terminal.exitWith(4)
      }),
    )
}

function addPreCommit(command: Command, run: Run): void {
  command
    .command("pre-commit")
    .description("tell what data changed that no .dvc file says; the commit goes on")
    .argument("[words...]", "as git gives them")
    .action(() =>
      run(async ({ terminal, folder }) => {
        const { repositoryStatus } = await import("../../repository/index.ts")
        const status = await repositoryStatus(folder)
        terminal.result(statusText(status), status)
      }),
    )
}

function addPostCheckout(command: Command, run: Run): void {
  command
    .command("post-checkout")
    .description("make data what the commit says; of files alone nothing")
    .argument("[words...]", "as git gives them: old commit, new commit, 1 for a branch")
    .action((words: readonly string[]) => run((context) => checkoutAfter(context, words)))
}

async function checkoutAfter(context: Context, [old, now, isBranch]: readonly string[]): Promise<void> {
  if (isBranch !== "1" || old === now) return context.terminal.result("", {})
  const { checkoutTracked } = await import("../../version/index.ts")
  const done = await inRepository(context, ({ workspace, tracked }) =>
    checkoutTracked(
      workspace,
      tracked.map((one) => ({ tracked: one })),
      { all: tracked, allowMissing: true },
    ),
  )
  context.terminal.result(changesText(done, context.terminal), done)
}
