import { formatDuration } from "../base/index.ts"
import type { RunEvent } from "../project/index.ts"
import { shownPath } from "./shown-path.ts"
import type { Terminal } from "./terminal.ts"

export interface ShownEvents {
  readonly hear: (event: RunEvent) => void
  readonly end: () => void
  /** Do something that needs the screen for itself, such as asking. */
  readonly aside: <T>(work: () => Promise<T>) => Promise<T>
}

/** Lines of what happens; between two of them the clock of the stage that works goes on. */
export function showEvents(terminal: Terminal): ShownEvents {
  let paused = false
  let working: { readonly event: RunEvent; readonly heard: number } | undefined
  const clock = setInterval(() => {
    if (paused || working?.event.kind !== "progress" || working.event.keep === true) return
    const elapsedMs = working.event.elapsedMs + performance.now() - working.heard
    show({ ...working.event, elapsedMs }, terminal)
  }, clockEveryMs)
  return {
    hear: (event) => {
      working = { event, heard: performance.now() }
      show(event, terminal)
    },
    end: () => clearInterval(clock),
    aside: async (work) => {
      paused = true
      terminal.status("")
      try {
        return await work()
      } finally {
        paused = false
      }
    },
  }
}

function show(event: RunEvent, terminal: Terminal): void {
  const name = event.stage.padEnd(9)
  switch (event.kind) {
    case "waiting":
      terminal.note(`${terminal.paint("yellow", "waiting")} ${event.text}`)
      break
    case "source":
      terminal.note(`${terminal.paint("green", "✓")} ${shownPath(event.pointer)} says what its data is now`)
      break
    case "started":
      terminal.status(`  ${name}`)
      break
    case "progress":
      if (event.keep === true) {
        terminal.note(`  ${name} ${terminal.paint("dim", event.text)}`, textColumn)
        break
      }
      terminal.status(
        `  ${name} ${event.share === undefined ? "" : `${Math.round(event.share * 100)} % `}${event.text}  ${formatDuration(event.elapsedMs)}${timeLeft(event)}`,
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

/** Work that ends early ends before it. */
function timeLeft({ share, elapsedMs }: Extract<RunEvent, { kind: "progress" }>): string {
  if (share === undefined || share < smallestShare || share >= 1) return ""
  return `, at most ${formatDuration(Math.ceil((elapsedMs * (1 - share)) / share / 1000) * 1000)} left`
}

/** Before it, what is left would be a wild guess. */
const smallestShare = 0.05

const clockEveryMs = 500

/** Where the words of a stage begin: after its sign, name and time. */
const textColumn = "✓ register    285 ms  ".length
