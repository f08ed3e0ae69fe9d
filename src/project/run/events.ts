import { systemClock } from "../../base/index.ts"
import type { StageEvent } from "../../pipeline/index.ts"
import type { Recorder } from "../recorder.ts"
import type { StageNote } from "./standard-stages.ts"

/** What people are told while it goes on. */
export type RunEvent =
  | { readonly kind: "waiting"; readonly stage: string; readonly text: string }
  | { readonly kind: "started"; readonly stage: string }
  /** A `.dvc` file (absolute path) now says what its data has become. */
  | { readonly kind: "source"; readonly stage: string; readonly pointer: string }
  /** `restored`: outputs were brought back from an earlier run or from the cache. */
  | { readonly kind: "cached"; readonly stage: string; readonly restored: boolean }
  | {
      readonly kind: "progress"
      readonly stage: string
      readonly text: string
      readonly share?: number
      readonly keep?: true
      readonly elapsedMs: number
    }
  /** One line of a stage's command. */
  | { readonly kind: "output"; readonly stage: string; readonly text: string }
  | {
      readonly kind: "ran"
      readonly stage: string
      readonly text: string
      readonly notes: readonly string[]
      readonly elapsedMs: number
    }
  | { readonly kind: "failed"; readonly stage: string; readonly elapsedMs: number }

/** The pipeline's events with the stages' own words added; the recorder hears of each. */
export function listenTo(
  recorder: Recorder,
  notes: ReadonlyMap<string, StageNote>,
  tell: ((event: RunEvent) => void) | undefined,
): (event: StageEvent) => void {
  const told = tellOf(notes, tell)
  return (event) => {
    recorder.hear(event)
    told(event)
  }
}

/** The pipeline's events in words for people. */
export function tellOf(
  notes: ReadonlyMap<string, StageNote>,
  tell: (event: RunEvent) => void = () => {},
): (event: StageEvent) => void {
  const startedAt = new Map<string, number>()
  const lines = wholeLines((stage, text) => tell({ kind: "output", stage, text }))
  return (event) => {
    switch (event.kind) {
      case "started":
        startedAt.set(event.stage, systemClock.elapsed())
        tell({ kind: "started", stage: event.stage })
        break
      case "progress":
        tell({ ...event, elapsedMs: systemClock.elapsed() - (startedAt.get(event.stage) ?? systemClock.elapsed()) })
        break
      case "output":
        lines.add(event.stage, event.stream, event.text)
        break
      case "cached":
        tell({ kind: "cached", stage: event.stage, restored: event.restored.length > 0 })
        break
      case "ran": {
        lines.end(event.stage)
        const note = notes.get(event.stage)
        tell({
          kind: "ran",
          stage: event.stage,
          text: note?.summary ?? "",
          notes: note?.notes ?? [],
          elapsedMs: event.seconds * 1000,
        })
        break
      }
      case "failed":
        lines.end(event.stage)
        tell({ kind: "failed", stage: event.stage, elapsedMs: event.seconds * 1000 })
        break
      case "source":
        tell({ kind: "source", stage: "", pointer: event.pointer })
        break
    }
  }
}

interface WholeLines {
  add(stage: string, stream: string, text: string): void
  /** The last line may lack its end. */
  end(stage: string): void
}

/** Output comes in pieces of any length, and that of stages side by side is mixed. */
function wholeLines(tell: (stage: string, line: string) => void): WholeLines {
  const begun = new Map<string, string>()
  return {
    add: (stage, stream, text) => {
      const parts = ((begun.get(`${stage}\0${stream}`) ?? "") + text).split(/\r?\n/)
      begun.set(`${stage}\0${stream}`, parts.pop() ?? "")
      for (const line of parts) tell(stage, line)
    },
    end: (stage) => {
      for (const stream of ["stdout", "stderr"]) {
        const rest = begun.get(`${stage}\0${stream}`) ?? ""
        if (rest !== "") tell(stage, rest)
        begun.delete(`${stage}\0${stream}`)
      }
    },
  }
}
