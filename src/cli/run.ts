import { formatDuration, formatNumber, KnownError } from "../base/index.ts"
import type { RunEvent, RunResult } from "../project/index.ts"
import { untilInterrupted } from "./interrupt.ts"
import type { CommandDefinition } from "./program.ts"
import type { Terminal } from "./terminal.ts"

export const runCommand: CommandDefinition = {
  name: "run",
  define: (command, run) => {
    command
      .description("run what changed of the pipeline: ingest, validate, features, train, evaluate, register")
      .argument("[stage...]", "only these stages and what they stand on")
      .option("-f, --force", "run them although nothing changed")
      .action((stages: readonly string[], flags: { readonly force?: boolean }) =>
        run(async ({ terminal, folder, overrides }) => {
          const { openProject, runProject } = await import("../project/index.ts")
          const project = await openProject(folder, overrides)
          const shown = showEvents(terminal)
          const result = await untilInterrupted((signal) =>
            runProject(project, { stages, force: flags.force === true }, { signal, onEvent: shown.hear }),
          )
            .finally(shown.end)
            .catch((error: unknown) => {
              // the scores are worth seeing although the answer is no; with --json they are in the error's detail
              if (isRefusal(error) && !terminal.options.json)
                terminal.result(summary(error.detail, terminal), undefined)
              throw error
            })
          terminal.result(summary(result, terminal), result)
        }),
      )
  },
}

/** Lines of what happens; between two of them the clock of the stage that works goes on. */
function showEvents(terminal: Terminal): { readonly hear: (event: RunEvent) => void; readonly end: () => void } {
  let working: { readonly event: RunEvent; readonly heard: number } | undefined
  const clock = setInterval(() => {
    if (working?.event.kind !== "progress") return
    const elapsedMs = working.event.elapsedMs + performance.now() - working.heard
    show({ ...working.event, elapsedMs }, terminal)
  }, clockEveryMs)
  return {
    hear: (event) => {
      working = { event, heard: performance.now() }
      show(event, terminal)
    },
    end: () => clearInterval(clock),
  }
}

function show(event: RunEvent, terminal: Terminal): void {
  const name = event.stage.padEnd(9)
  switch (event.kind) {
    case "waiting":
      terminal.note(`${terminal.paint("yellow", "waiting")} ${event.text}`)
      break
    case "started":
      terminal.status(`  ${name}`)
      break
    case "progress":
      terminal.status(
        `  ${name} ${event.share === undefined ? "" : `${Math.round(event.share * 100)} % `}${event.text}  ${formatDuration(event.elapsedMs)}`,
      )
      break
    case "output":
      terminal.note(`${terminal.paint("dim", `${event.stage} |`)} ${event.text}`)
      break
    case "cached":
      terminal.note(`${terminal.paint("dim", "=")} ${name} ${terminal.paint("dim", "unchanged")}`)
      break
    case "ran":
      terminal.note(
        `${terminal.paint("green", "✓")} ${name} ${formatDuration(event.elapsedMs).padStart(8)}  ${event.text}`,
        textColumn,
      )
      for (const note of event.notes) {
        terminal.note(
          `${" ".repeat(textColumn)}${terminal.paint("yellow", "note")} ${note}`,
          textColumn + "note ".length,
        )
      }
      break
    case "failed":
      terminal.note(`${terminal.paint("red", "✗")} ${name} ${formatDuration(event.elapsedMs).padStart(8)}`)
      break
  }
}

function summary(result: RunResult, terminal: Terminal): string {
  const { primary, model, run, gate } = result
  const lines: string[] = []
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
  if (model !== undefined)
    lines.push(
      `model ${model.name} version ${model.version}${model.aliases.map((alias) => `, ${terminal.paint("green", alias)}`).join("")}`,
    )
  if (run !== undefined) lines.push(terminal.paint("dim", `run ${run.id}`))
  if (primary !== undefined && gate?.passed !== false)
    lines.push(`Next: ${terminal.paint("cyan", "mlwright serve")}, and reports/evaluation.html`)
  return lines.join("\n")
}

const clockEveryMs = 500

/** Where the words of a stage begin: after its sign, name and time. */
const textColumn = "✓ register    285 ms  ".length

/** `runProject` promises the whole result as the detail of this error. */
function isRefusal(error: unknown): error is KnownError & { readonly detail: RunResult } {
  return error instanceof KnownError && error.code === "registry.gate-failed"
}
