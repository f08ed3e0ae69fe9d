import { KnownError } from "../base/index.ts"

/**
 * @param problem as the parser of arguments says it, with the word that was meant in brackets on a line of its own
 * @param command the one whose help to read, such as `mlwright predict`
 */
export const unknownArgument = (problem: string, command: string): KnownError => {
  const [what = "", meant] = problem.split(/\n\((Did you mean .*\?)\)/)
  return new KnownError({
    code: "cli.argument-invalid",
    blame: "user",
    message: `Cannot run the command: ${what.replace(/^error: /, "").replace(/\.$/, "")}`,
    hint: meant ?? `See ${command} --help`,
    detail: meant === undefined ? {} : { meant },
  })
}

export const commandMissing = (group: string, commands: readonly string[]): KnownError =>
  new KnownError({
    code: "cli.command-missing",
    blame: "user",
    message: `Cannot run ${group}: a command is wanted and none came; there are ${commands.join(", ")}`,
    hint: `See ${group} --help`,
    detail: { group, commands },
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

export const outputTaken = (): KnownError =>
  new KnownError({
    code: "cli.output-taken",
    blame: "user",
    message: "Cannot predict: --json prints exactly one document on standard output, and --out - prints the rows there",
    hint: "Leave --json out, or name a file with --out",
  })

export const keepNotSaid = (): KnownError =>
  new KnownError({
    code: "cli.keep-not-said",
    blame: "user",
    message: "Cannot collect garbage: what is to be kept was not said",
    hint: "Add -w for what the workspace tracks, -a for branches, -T for tags or -A for all commits",
  })

export const tipsNotSaid = (): KnownError =>
  new KnownError({
    code: "cli.tips-not-said",
    blame: "user",
    message: "Cannot collect garbage: --num wants commits to count from, and none were named",
    hint: "Add --rev HEAD, or -a for branches",
  })

export const targetNotSaid = (): KnownError =>
  new KnownError({
    code: "cli.target-not-said",
    blame: "user",
    message: "Cannot bring back the content of a commit: no path was named",
    hint: "Name the files, as in mlwright checkout data.csv --rev HEAD~1; for all of them use git checkout, then mlwright checkout",
    detail: {},
  })

export const noMatch = (patterns: readonly string[]): KnownError =>
  new KnownError({
    code: "cli.pattern-matches-nothing",
    blame: "user",
    message: `Cannot take the files that match ${patterns.map((one) => `"${one}"`).join(", ")}: there are none`,
    hint: "Check the pattern; it counts from the folder the command runs in",
    detail: { patterns },
  })

export const severalForOne = (option: string, targets: readonly string[]): KnownError =>
  new KnownError({
    code: "cli.several-for-one",
    blame: "user",
    message: `Cannot use ${option} with ${targets.length} targets: it names the place of one`,
    hint: "Run the command once for each target",
    detail: { option, targets },
  })

export const columnUnknown = (name: string, near: string | undefined, columns: readonly string[]): KnownError =>
  new KnownError({
    code: "cli.column-unknown",
    blame: "user",
    message: `Cannot sort by "${name}": there is no such metric or parameter; there are ${columns.slice(0, 12).join(", ") || "none"}`,
    hint: near === undefined ? "Name a metric or parameter that the table shows" : `Write "${near}", if it is meant`,
    detail: { name, columns, ...(near === undefined ? {} : { nearest: near }) },
  })

export const patternInvalid = (option: string, pattern: string, cause: unknown): KnownError =>
  new KnownError({
    code: "cli.pattern-invalid",
    blame: "user",
    message: `Cannot use ${option} "${pattern}": wanted a regular expression`,
    hint: "Write such as 'train.*', with a backslash before signs that are meant as such",
    detail: { option, pattern },
    cause,
  })

export const studioUnsupported = (): KnownError =>
  new KnownError({
    code: "cli.studio-unsupported",
    blame: "user",
    message: "Cannot call DVC Studio: mlwright talks to no service of a vendor",
    hint: "Look at runs and experiments with mlwright exp show, or call dvc studio itself",
  })

export const cloudNotSaid = (): KnownError =>
  new KnownError({
    code: "cli.cloud-not-said",
    blame: "user",
    message: "Cannot tell the status of other commits: only cache and remote can be compared for them",
    hint: "Add --cloud",
  })

export const toRemoteNotSaid = (): KnownError =>
  new KnownError({
    code: "cli.to-remote-not-said",
    blame: "user",
    message: "Cannot take --remote alone: it says where --to-remote sends",
    hint: "Add --to-remote, or leave --remote out and push later",
  })

export const pathsNotSaid = (command: string): KnownError =>
  new KnownError({
    code: "cli.paths-not-said",
    blame: "user",
    message: `Cannot run ${command}: no path was named`,
    hint: `See mlwright ${command} --help`,
    detail: { command },
  })

export const onePlotWanted = (plots: readonly string[]): KnownError =>
  new KnownError({
    code: "cli.one-plot-wanted",
    blame: "user",
    message: `Cannot print the specification of a plot: one plot is wanted, and there are ${plots.length}${plots.length === 0 ? "" : `, ${plots.slice(0, 12).join(", ")}`}`,
    hint: "Name one plot, as in mlwright plots show --show-vega curve.csv",
    detail: { plots },
  })
