import { KnownError } from "../base/index.ts"

export const unknownArgument = (problem: string): KnownError =>
  new KnownError({
    code: "cli.argument-invalid",
    blame: "user",
    message: `Cannot run the command: ${problem.replace(/^error: /, "").replace(/\.$/, "")}`,
    hint: "See mlwright --help, or mlwright COMMAND --help",
    detail: {},
  })

export const stopped = (): KnownError =>
  new KnownError({
    code: "cli.stopped",
    blame: "user",
    message: "Stopped by you before anything was changed",
    hint: "Run the command again, or add --yes to be asked nothing",
  })

export const interrupted = (): KnownError =>
  new KnownError({
    code: "cli.interrupted",
    blame: "user",
    message: "Stopped by you; stages that had ended are kept",
    hint: "Run mlwright run to go on after the last finished stage",
  })
