import { resolve } from "node:path"
import { formatNumber, KnownError } from "../base/index.ts"
import type { AskTraining, RunOptions, RunResult } from "../project/index.ts"
import type { CommandDefinition } from "./command.ts"
import { confirmStages } from "./confirm-stage.ts"
import { untilInterrupted } from "./interrupt.ts"
import { type ReproFlags, reproOptions, selectedBy } from "./repro-flags.ts"
import { type ShownEvents, showEvents } from "./run-events.ts"
import type { Terminal } from "./terminal.ts"
import { wholeNumber } from "./whole-number.ts"

export const runCommand: CommandDefinition = {
  name: "run",
  define: (command, run) => {
    reproOptions(
      command
        .alias("repro")
        .description("run what changed of the pipeline: ingest, validate, features, train, evaluate, register"),
    )
      .option("-f, --force", "run them although nothing changed")
      .option("--glob", "take the names of stages for patterns such as 'train-*'")
      .option("-n, --dry", "say what would run and why; run nothing")
      .option("-j, --jobs <number>", "stages to run side by side", wholeNumber, 1)
      .option("--no-commit", "leave what stages make out of the cache; mlwright commit puts it there")
      .option("--answers <file>", "what a search that asks is to tune and to put together (sets train.mode to ask)")
      .option("--no-run-cache", "run a stage although the same run was made before")
      .action((targets: readonly string[], flags: Flags) =>
        run(async ({ terminal, folder, overrides }) => {
          const { answersAsOverrides, planRun, reproduce } = await import("../project/index.ts")
          const answers = flags.answers === undefined ? [] : await answersAsOverrides(flags.answers)
          const place = { folder, overrides: [...answers, ...overrides] }
          const options = { ...optionsOf(targets, flags), folder: resolve(folder) }
          if (flags.dry === true) {
            const stages = await planRun(place, options)
            terminal.result(stages.map((stage) => planLine(stage, terminal)).join("\n") || "No stages to run", {
              stages,
            })
            return
          }
          const shown = showEvents(terminal)
          const ask = terminal.interactive ? await asking(terminal, shown) : undefined
          const confirm = terminal.interactive ? confirmStages(shown) : undefined
          const effects = { onEvent: shown.hear, ask, confirm }
          const result = await untilInterrupted((signal) => reproduce(place, options, { ...effects, signal }))
            .finally(shown.end)
            .catch((error: unknown) => {
              // the scores are worth seeing although the answer is no; with --json they are in the error's detail
              if (isRefusal(error) && !terminal.options.json)
                terminal.result(summary(error.detail, terminal), undefined)
              throw error
            })
          terminal.result(result.stages.length === 0 ? "No stages to run" : summary(result, terminal), result)
        }),
      )
  },
}

/** The prompts are loaded for a person only. */
async function asking(terminal: Terminal, { aside }: ShownEvents): Promise<AskTraining> {
  const { trainQuestions } = await import("./train-questions.ts")
  const ask = trainQuestions(terminal)
  return (question) => aside(() => ask(question))
}

interface Flags extends ReproFlags {
  readonly glob?: true
  readonly dry?: true
  readonly jobs: number
  readonly runCache: boolean
  readonly commit: boolean
  readonly answers?: string
}

function optionsOf(targets: readonly string[], flags: Flags): RunOptions {
  const { jobs, runCache, commit, glob, interactive } = flags
  return {
    ...selectedBy(targets, flags),
    jobs,
    runCache,
    commit,
    glob: glob === true,
    interactive: interactive === true,
  }
}

/** `train  would run: params.yaml:lr modified`. */
function planLine({ name, reasons }: Planned, terminal: Terminal): string {
  if (reasons.length === 0)
    return `${terminal.paint("dim", "=")} ${name.padEnd(9)} ${terminal.paint("dim", "unchanged")}`
  const neverRan = reasons.some(({ what }) => what === "never-ran")
  const told = neverRan ? reasons.filter(({ what }) => what in reasonWords) : reasons
  const words = told.map(({ what, name, state }) => reasonWords[what]?.(name, state) ?? `${name} ${state}`)
  return terminal.wrap(`${terminal.paint("yellow", "→")} ${name.padEnd(9)} would run: ${words.join(", ")}`, 12)
}

type Planned = Awaited<ReturnType<typeof import("../project/index.ts").planRun>>[number]

const reasonWords: Readonly<Record<string, (name: string, state: string) => string>> = {
  command: () => "its command changed",
  always: () => "it runs always",
  forced: () => "forced",
  "never-ran": () => "it never ran",
  upstream: (name) => `${name} would run`,
}

function summary(result: RunResult, terminal: Terminal): string {
  const { primary, model, run, gate, git } = result
  const lines = result.stages
    .filter(({ message }) => message !== undefined)
    .map(({ name, message }) => terminal.wrap(`${terminal.paint("yellow", "ignored")} ${name}: ${message}`, 8))
  if (primary !== undefined) {
    const [low, high] = primary.interval
    lines.push(
      `${terminal.paint("bold", `${primary.name} ${formatNumber(primary.value)}`)} (${formatNumber(low)} to ${formatNumber(high)}) on held-out rows`,
    )
    const others = Object.entries(result.metrics).filter(([name]) => name !== primary.name)
    const scores = others.map(([name, value]) => `${name.replaceAll(" ", "\u00a0")}\u00a0${formatNumber(value)}`)
    lines.push(
      ...terminal
        .wrap(scores.join("   "))
        .replaceAll("\u00a0", " ")
        .split("\n")
        .map((line) => terminal.paint("dim", line)),
    )
  }
  if (model !== undefined) {
    const again = model.refitRows === undefined ? [] : [`fitted once more on all ${formatNumber(model.refitRows)} rows`]
    const facts = [...model.aliases.map((alias) => terminal.paint("green", alias)), ...again]
    lines.push([`model ${model.name} version ${model.version}`, ...facts].join(", "))
  }
  if (git !== undefined)
    lines.push(
      `git ${[...(git.branch === undefined ? [] : [git.branch]), ...git.tags].join(", ")} at ${git.commit.slice(0, 7)}`,
    )
  if (run !== undefined) lines.push(terminal.paint("dim", `run ${run.id}`))
  if (primary !== undefined && gate?.passed !== false)
    lines.push(`Next: ${terminal.paint("cyan", "mlwright serve")}, and reports/evaluation.html`)
  return lines.join("\n")
}

/** `reproduce` promises the whole result as the detail of this error. */
function isRefusal(error: unknown): error is KnownError & { readonly detail: RunResult } {
  return error instanceof KnownError && error.code === "registry.gate-failed"
}
