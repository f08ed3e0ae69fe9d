import { KnownError } from "../../base/index.ts"
import { stagesFailed } from "../errors.ts"
import type { Stage } from "../load/stage.ts"
import type { StageReport } from "./events.ts"
import type { ScheduleResult } from "./schedule.ts"

/**
 * One failure is told as itself; of several the first, with the names of all. Failures that are ignored are only reported.
 *
 * @throws pipeline.stages-failed; a stage's own error
 */
export function refuseFailures(
  { failed, skipped }: ScheduleResult,
  done: StageReport[],
  { ignoreErrors }: { readonly ignoreErrors: boolean },
): void {
  const [first, ...others] = failed
  if (first === undefined) return
  const unknown = [first, ...others].find(([, error]) => !(error instanceof KnownError))
  if (unknown !== undefined) throw unknown[1]
  const [, error] = first
  const ended = [...failed].find(([, other]) => other instanceof KnownError && endings.includes(other.code))
  if (ignoreErrors && ended === undefined) {
    for (const [{ name }, { message }] of failed as ReadonlyMap<Stage, KnownError>)
      done.push({ name, status: "failed", seconds: 0, message })
    return
  }
  if (others.length === 0 || !(error instanceof KnownError)) throw error
  const more = others.flatMap(([, other]) => (other instanceof KnownError ? [other] : []))
  const report = (status: "failed" | "skipped") => (stage: Stage) => ({ name: stage.name, status, seconds: 0 })
  throw stagesFailed(
    [...failed.keys()].map(({ name }) => name),
    [error, ...more],
    {
      stages: [...done, ...[...failed.keys()].map(report("failed")), ...skipped.map(report("skipped"))],
    },
  )
}

/** Not failures of a stage: the run was ended. */
export const endings: readonly string[] = ["pipeline.interrupted", "pipeline.run-declined", "pipeline.nobody-to-ask"]
