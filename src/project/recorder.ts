import { hashBytes, KnownError } from "../base/index.ts"
import type { StageEvent } from "../pipeline/index.ts"
import type { RunStatus, Tracker } from "../track/index.ts"
import { explainSettings } from "./config-file.ts"
import type { Project } from "./project.ts"

/** Writes a run down as it happens; nothing is written when every stage is up to date. */
export interface Recorder {
  hear(event: StageEvent): void
  /** The run's id, begun now if it was not; undefined when tracking is off. */
  begin(): Promise<string | undefined>
  /** Wait for everything heard to be written. */
  finish(status: RunStatus, error?: unknown): Promise<void>
}

export function openRecorder(project: Project, tracker: Tracker): Recorder {
  if (!project.config.track.enabled) return { hear: () => {}, begin: async () => undefined, finish: async () => {} }
  let run: Promise<string> | undefined
  let written: Promise<void> = Promise.resolve()
  const begin = (): Promise<string> => (run ??= startRun(project, tracker))
  const write = (work: (id: string) => Promise<void>): void => {
    const before = written
    written = (async () => {
      await before
      await work(await begin())
    })()
    written.catch(() => {}) // it is thrown where `written` is awaited: in finish
  }
  return {
    begin,
    hear: (event) => {
      if (event.kind === "started") write(async () => {})
      if (event.kind === "ran") {
        write((id) =>
          tracker.runs.logBatch(id, { metrics: [{ key: `stage/${event.stage}/seconds`, value: event.seconds }] }),
        )
      }
      if (event.kind === "failed")
        write((id) => tracker.runs.logBatch(id, { tags: failureTags(event.stage, event.error) }))
    },
    finish: async (status, error) => {
      if (run === undefined) return
      const id = await run
      await written
      if (error !== undefined) await tracker.runs.logBatch(id, { tags: failureTags(undefined, error) })
      await tracker.runs.finish(id, status)
    },
  }
}

async function startRun(project: Project, tracker: Tracker): Promise<string> {
  const experiment = await tracker.experiments.ensure(project.config.track.experiment)
  const run = await tracker.runs.start({
    experimentId: experiment.id,
    tags: { "mlflow.source.name": "mlwright run", "mlflow.source.type": "LOCAL" },
  })
  const params = explainSettings(project).filter(({ value }) => value !== undefined)
  const pairs = params.map(({ key, value }) => ({
    key,
    value: typeof value === "string" ? value : JSON.stringify(value),
  }))
  for (let from = 0; from < pairs.length; from += paramsAtOnce) {
    await tracker.runs.logBatch(run.id, { params: pairs.slice(from, from + paramsAtOnce).map(short) })
  }
  return run.id
}

/** A value over the limit is replaced by its hash, so that two runs still compare. */
const short = ({ key, value }: { key: string; value: string }): { key: string; value: string } => ({
  key,
  value: value.length <= longestParam ? value : `sha256:${hashBytes("sha256", value)}`,
})

function failureTags(stage: string | undefined, error: unknown): readonly { key: string; value: string }[] {
  const message = error instanceof Error ? error.message : String(error)
  return [
    ...(stage === undefined ? [] : [{ key: "mlwright.failed.stage", value: stage }]),
    { key: "mlwright.failed.code", value: error instanceof KnownError ? error.code : "bug" },
    { key: "mlwright.failed.message", value: message.slice(0, 1000) },
  ]
}

const paramsAtOnce = 100
const longestParam = 6000
