import { formatDuration } from "../base/index.ts"
import type { RunEvent } from "../project/index.ts"
import type { Terminal } from "./terminal.ts"

/** Lines of what happens; between two of them the clock of the stage that works goes on. */
export function showEvents(terminal: Terminal): { readonly hear: (event: RunEvent) => void; readonly end: () => void } {
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
      terminal.note(
        `${terminal.paint("dim", "=")} ${name} ${terminal.paint("dim", event.restored ? "brought back, as it was made before" : "unchanged")}`,
      )
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

const clockEveryMs = 500

/** Where the words of a stage begin: after its sign, name and time. */
const textColumn = "✓ register    285 ms  ".length
