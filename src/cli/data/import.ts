import { relative } from "node:path"
import type { Imported } from "../../repository/index.ts"
import type { CommandDefinition, Context } from "../command.ts"
import { shellWords } from "../shell-words.ts"
import { wholeNumber } from "../whole-number.ts"
import { counting, inRepository } from "./in-repository.ts"
import { sendsToRemote, type ToRemoteFlags, toRemoteOptions } from "./to-remote.ts"

interface Flags extends ToRemoteFlags {
  readonly out?: string
  readonly force?: true
  readonly rev?: string
  readonly jobs?: number
  readonly exec: boolean
  readonly download: boolean
}

export const importCommand: CommandDefinition = {
  name: "import",
  define: (command, run) => {
    command
      .description("take a file or folder of another repository of DVC or git, and remember where it came from")
      .argument("<url>", "folder of the repository, or an address that git can clone")
      .argument("<path>", "file or folder in it, tracked by DVC or git")
      .option("-o, --out <path>", "where it goes (default: its own name here)")
      .option("-f, --force", "replace what is there")
      .option("--rev <commit>", "follow this branch, tag or commit (default: the one checked out there)")
      .option("--remote <name>", "ask this remote of that repository for the data")
      .option("-j, --jobs <number>", "transfers at one time", wholeNumber)
      .option("--no-exec", "only write where the data will come from")
      .option("--no-download", "also write which commit it will come from")
      .action((url: string, path: string, flags: Flags) =>
        run(async (context) => {
          const { importFromRepository } = await import("../../repository/index.ts")
          const { rev, remote } = flags
          const onDone = counting(context.terminal, "import")
          const made = await inRepository(context, (repository) =>
            importFromRepository(repository, { url, path, rev, remote }, { ...wishes(flags), onDone }),
          )
          tell(context, made, { from: `${path} (${url})`, done: "imported" })
        }),
      )
  },
}

export const importUrlCommand: CommandDefinition = {
  name: "import-url",
  define: (command, run) => {
    toRemoteOptions(
      command
        .description("take a file or folder from outside of any repository, and remember where it came from")
        .argument("<url>", "path, or an address (http, https, s3, remote://NAME/PATH); of S3 also a folder")
        .argument("[out]", "where it goes (default: its own name here)")
        .option("-f, --force", "replace what is there")
        .option("-j, --jobs <number>", "transfers at one time", wholeNumber)
        .option("--no-exec", "only write where the data will come from")
        .option("--no-download", "also write in which state the source is"),
      "send it to a remote; nothing of it stays here",
      ["exec", "download"],
    ).action((url: string, out: string | undefined, flags: Flags) =>
      run(async (context) => {
        const { importFromUrl, sendToRemote } = await import("../../repository/index.ts")
        const sends = sendsToRemote(flags)
        const onDone = counting(context.terminal, "import")
        const made = await inRepository(context, (repository) =>
          sends
            ? sendToRemote(repository, url, { ...wishes(flags), remote: flags.remote, as: "import", out, onDone })
            : importFromUrl(repository, url, { ...wishes(flags), out, onDone }),
        )
        tell(context, made, { from: url, done: sends ? "sent" : "imported" })
      }),
    )
  },
}

function wishes({ out, force, jobs, exec, download }: Flags) {
  return { out, force, jobs, extent: exec ? (download ? "all" : "mark") : "nothing" } as const
}

function tell(
  { terminal, folder }: Context,
  { path, pointer, snapshot }: Imported,
  { from, done }: { readonly from: string; readonly done: "imported" | "sent" },
): void {
  const shown = relative(folder, path)
  const file = relative(folder, pointer)
  terminal.result(
    [
      snapshot === undefined ? `wrote ${file}; nothing was downloaded` : `${done} ${from} as ${shown}`,
      `Next: git add ${shellWords([file, relative(folder, `${path}/../.gitignore`)])}`,
    ].join("\n"),
    { path: shown, file, ...(snapshot === undefined ? {} : snapshotOf(snapshot)) },
  )
}

function snapshotOf({ md5, size, nfiles }: NonNullable<Imported["snapshot"]>) {
  return { md5, size, ...(nfiles === undefined ? {} : { nfiles }) }
}
