import { systemClock } from "../base/index.ts"
import type { StageEvent } from "../pipeline/index.ts"
import type { Recorder } from "./recorder.ts"
import type { StageNote } from "./standard-stages.ts"

/** What people are told while it goes on. */
export type RunEvent =
  | { readonly kind: "waiting"; readonly stage: string; readonly text: string }
  | { readonly kind: "started" | "cached"; readonly stage: string }
  | {
      readonly kind: "progress"
      readonly stage: string
      readonly text: string
      readonly share?: number
      readonly elapsedMs: number
    }
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
  const startedAt = new Map<string, number>()
  return (event) => {
    recorder.hear(event)
    switch (event.kind) {
      case "started":
        startedAt.set(event.stage, systemClock.elapsed())
        tell?.({ kind: "started", stage: event.stage })
        break
      case "progress":
        tell?.({ ...event, elapsedMs: systemClock.elapsed() - (startedAt.get(event.stage) ?? systemClock.elapsed()) })
        break
      case "output":
        tell?.({ kind: "output", stage: event.stage, text: event.text })
        break
      case "cached":
        tell?.({ kind: "cached", stage: event.stage })
        break
      case "ran": {
        const note = notes.get(event.stage)
        tell?.({
          kind: "ran",
          stage: event.stage,
          text: note?.summary ?? "",
          notes: note?.notes ?? [],
          elapsedMs: event.seconds * 1000,
        })
        break
      }
      case "failed":
        tell?.({ kind: "failed", stage: event.stage, elapsedMs: event.seconds * 1000 })
        break
      case "source":
        break
    }
  }
}
