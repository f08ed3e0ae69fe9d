import { relative, resolve } from "node:path"
import type { Gotten } from "../../repository/index.ts"
import type { CommandDefinition, Context } from "../command.ts"
import { wholeNumber } from "../whole-number.ts"
import { counting } from "./in-repository.ts"

interface Flags {
  readonly out?: string
  readonly force?: true
  readonly rev?: string
  readonly remote?: string
  readonly jobs?: number
}

export const getCommand: CommandDefinition = {
  name: "get",
  define: (command, run) => {
    command
      .description("copy a file or folder out of a repository of DVC or git; no repository is needed here")
      .argument("<url>", "folder of the repository, or an address that git can clone")
      .argument("<path>", "file or folder in it, tracked by DVC or git")
      .option("-o, --out <path>", "where it goes (default: its own name here)")
      .option("-f, --force", "replace what is there")
      .option("--rev <commit>", "of this branch, tag or commit (default: the one checked out there)")
      .option("--remote <name>", "ask this remote of that repository for the data")
      .option("-j, --jobs <number>", "transfers at one time", wholeNumber)
      .action((url: string, path: string, { out, force, rev, remote, jobs }: Flags) =>
        run(async (context) => {
          const { getFromRepository } = await import("../../repository/index.ts")
          const folder = resolve(context.folder)
          const onDone = counting(context.terminal, "get")
          tell(context, await getFromRepository({ url, path, rev, remote }, { folder, out, force, jobs, onDone }))
        }),
      )
  },
}

export const getUrlCommand: CommandDefinition = {
  name: "get-url",
  define: (command, run) => {
    command
      .description("copy what a path or an address outside of any repository holds")
      .argument("<url>", "path, or an address (http, https, s3); of S3 also a folder")
      .argument("[out]", "where it goes (default: its own name here)")
      .option("-f, --force", "replace what is there")
      .option("-j, --jobs <number>", "transfers at one time", wholeNumber)
      .action((url: string, out: string | undefined, { force, jobs }: Flags) =>
        run(async (context) => {
          const { getFromUrl } = await import("../../repository/index.ts")
          const onDone = counting(context.terminal, "get")
          tell(context, await getFromUrl(url, { folder: resolve(context.folder), out, force, jobs, onDone }))
        }),
      )
  },
}

function tell({ terminal, folder }: Context, { path, snapshot }: Gotten): void {
  const shown = relative(folder, path)
  const { md5, size, nfiles } = snapshot
  terminal.result(`got ${shown}`, { path: shown, md5, size, ...(nfiles === undefined ? {} : { nfiles }) })
}
