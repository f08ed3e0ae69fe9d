import type { Command } from "commander"
import { formatNumber } from "../../base/index.ts"
import type { ExperimentRequest, RanExperiment } from "../../project/index.ts"
import { collect } from "../collect.ts"
import type { Context, Run } from "../command.ts"
import { confirmStages } from "../confirm-stage.ts"
import { untilInterrupted } from "../interrupt.ts"
import { type ReproFlags, reproOptions, selectedBy } from "../repro-flags.ts"
import { showEvents } from "../run-events.ts"
import { table } from "../text-table.ts"
import { wholeNumber } from "../whole-number.ts"

interface Flags extends ReproFlags {
  readonly setParam?: readonly string[]
  readonly name?: string
  readonly queue?: true
  readonly temp?: true
  readonly runAll?: true
  readonly jobs: number
  readonly message?: string
  readonly copyPaths?: readonly string[]
}

export function addRun(command: Command, run: Run): void {
  reproOptions(
    command
      .command("run")
      .description("run the pipeline with changed parameters, and keep what came of it as an experiment"),
  )
    .option(
      "-S, --set-param <change>",
      "key=value, or several values as key=1,2 or key=range(1,9,2); repeatable",
      collect,
    )
    .option("-n, --name <name>", "name of the experiment (default: two words)")
    .option("-m, --message <text>", "message of its commit")
    .option("--queue", "put it into the queue; run nothing")
    .option("--temp", "run it in a folder of its own; the workspace stays as it is")
    .option("--run-all", "run what is in the queue")
    .option("-j, --jobs <number>", "experiments of the queue to run side by side", wholeNumber, 1)
    .option("-f, --force", "run stages although nothing changed, and replace an experiment of the same name")
    .option("--copy-paths <path>", "a path git does not know, to be copied into its folder; repeatable", collect)
    .action((targets: readonly string[], flags: Flags) =>
      run(async (context) => {
        if (flags.runAll === true) return runAll(context, flags)
        const request = requestOf(targets, flags)
        return (await isQueued(flags)) ? queue(context, request, flags) : runHere(context, request)
      }),
    )
}

async function runHere({ terminal, folder, overrides }: Context, request: ExperimentRequest): Promise<void> {
  const { runExperiment } = await import("../../project/index.ts")
  const shown = showEvents(terminal)
  const confirm = terminal.interactive ? confirmStages(shown) : undefined
  const ran = await untilInterrupted((signal) =>
    runExperiment({ folder, overrides }, request, { signal, onEvent: shown.hear, confirm }),
  ).finally(shown.end)
  terminal.result(scores([ran]), {
    experiments: [ran],
  })
}

async function queue(context: Context, request: ExperimentRequest, flags: Flags): Promise<void> {
  const { terminal, folder } = context
  const { queueExperiments } = await import("../../project/index.ts")
  const queued = await queueExperiments(folder, request)
  if (flags.queue !== true) return runSome(context, flags, queued)
  const lines = queued.map(({ name, stash }) => `queued ${terminal.paint("bold", name)} ${stash.slice(0, 7)}`)
  terminal.result([...lines, `Next: ${terminal.paint("cyan", "mlwright exp run --run-all")}`].join("\n"), { queued })
}

function runAll(context: Context, flags: Flags): Promise<void> {
  return runSome(context, flags, undefined)
}

async function runSome(
  { terminal, folder, overrides }: Context,
  { jobs, force }: Flags,
  only: Parameters<typeof import("../../project/index.ts").runQueued>[1]["only"],
): Promise<void> {
  const { runQueued } = await import("../../project/index.ts")
  const shown = showEvents(terminal)
  const wanted = { jobs, force: force === true, ...(only === undefined ? {} : { only }) }
  const experiments = await untilInterrupted((signal) =>
    runQueued({ folder, overrides }, wanted, { signal, onEvent: shown.hear }),
  ).finally(shown.end)
  terminal.result(experiments.length === 0 ? "Nothing is in the queue" : scores(experiments), { experiments })
}

/** A sweep is several experiments, which cannot all be in the workspace. */
async function isQueued({ queue: queueOnly, temp, setParam = [], copyPaths }: Flags): Promise<boolean> {
  const { variationsOf } = await import("../../experiment/index.ts")
  return queueOnly === true || temp === true || copyPaths !== undefined || variationsOf(setParam).length > 1
}

function requestOf(targets: readonly string[], flags: Flags): ExperimentRequest {
  return {
    parameters: flags.setParam ?? [],
    name: flags.name,
    force: flags.force === true,
    copyPaths: flags.copyPaths ?? [],
    message: flags.message,
    interactive: flags.interactive === true,
    run: selectedBy(targets, flags),
  }
}

function scores(experiments: readonly RanExperiment[]): string {
  const names = [...new Set(experiments.flatMap(({ metrics }) => Object.keys(metrics)))]
  const rows = experiments.map(({ name, commit, metrics }) => [
    name,
    commit.slice(0, 7),
    ...names.map((metric) => (metrics[metric] === undefined ? "-" : formatNumber(metrics[metric]))),
  ])
  return table(["experiment", "rev", ...names], rows)
}
