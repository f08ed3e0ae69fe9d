import { errorDocument, hashBytes, KnownError } from "../base/index.ts"
import type { StageEvent } from "../pipeline/index.ts"
import type { Batch, RunStatus, Tracker } from "../track/index.ts"
import { explainSettings } from "./config-file.ts"
import { type OpenedLog, openLog } from "./log.ts"
import type { Project } from "./project.ts"

/** Writes a run down as it happens: in the records and in the log file. Nothing is written when every stage is up to date. */
export interface Recorder {
  hear(event: StageEvent): void
  /** The run's id, begun now if it was not; undefined when tracking is off. */
  begin(): Promise<string | undefined>
  /** The run's id if something has run; undefined when nothing has, or tracking is off. */
  begun(): Promise<string | undefined>
  /** Wait for everything heard to be written. */
  finish(status: RunStatus, error?: unknown): Promise<void>
}

/** @param trial name of the experiment the run is */
export function openRecorder(project: Project, tracker: Tracker, trial?: string): Recorder {
  let opened: Promise<Opened> | undefined
  let written: Promise<void> = Promise.resolve()
  const begin = (): Promise<Opened> => (opened ??= open(project, tracker, trial))
  const write = (work: (into: Opened) => Promise<void>): void => {
    const before = written
    written = (async () => {
      await before
      await work(await begin())
    })()
    written.catch(() => {}) // it is thrown where `written` is awaited: in finish
  }
  return {
    begin: async () => (await begin()).runId,
    begun: async () => (await opened)?.runId,
    hear: (event) => {
      const note = noteOf(event)
      if (note !== undefined) write((into) => writeNote(tracker, into, note))
    },
    finish: async (status, error) => {
      if (opened === undefined) return
      const { diary, runId } = await opened
      if (error === undefined) await written // what was not written makes the run fail: this is called again then
      try {
        if (error === undefined) diary.log.info({ run: runId, status }, "run ended")
        else diary.log.error({ run: runId, status, ...failure(error) }, "run ended")
        if (runId === undefined) return
        if (error !== undefined) await tracker.runs.logBatch(runId, { tags: failureTags(undefined, error) })
        await tracker.runs.finish(runId, status)
      } finally {
        await diary.close()
      }
    },
  }
}

interface Opened {
  readonly diary: OpenedLog
  /** Undefined when tracking is off. */
  readonly runId: string | undefined
}

async function open(project: Project, tracker: Tracker, trial: string | undefined): Promise<Opened> {
  const { root, config } = project
  const runId = config.track.enabled ? await startRun(project, tracker, trial) : undefined
  const diary = await openLog({ name: "run", root, settings: config.log })
  diary.log.info({ run: runId }, "run started")
  return { diary, runId }
}

interface Note {
  readonly level: "info" | "error"
  readonly message: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly batch?: Batch
}

function noteOf(event: StageEvent): Note | undefined {
  switch (event.kind) {
    case "started":
      return { level: "info", message: "stage started", facts: { stage: event.stage, reasons: event.reasons } }
    case "ran": {
      const { stage, seconds } = event
      return {
        level: "info",
        message: "stage ran",
        facts: { stage, seconds },
        batch: { metrics: [{ key: `stage/${stage}/seconds`, value: seconds }] },
      }
    }
    case "failed": {
      const { stage, seconds, error } = event
      return {
        level: "error",
        message: "stage failed",
        facts: { stage, seconds, ...failure(error) },
        batch: { tags: failureTags(stage, error) },
      }
    }
    default:
      return undefined
  }
}

async function writeNote(
  tracker: Tracker,
  { diary, runId }: Opened,
  { level, message, facts, batch }: Note,
): Promise<void> {
  diary.log[level]({ run: runId, ...facts }, message)
  if (runId !== undefined && batch !== undefined) await tracker.runs.logBatch(runId, batch)
}

/** An error with all that helps to find its reason: this goes into the log file, not on the terminal. */
function failure(error: unknown): Readonly<Record<string, unknown>> {
  const { code, blame, message, detail } = errorDocument(error).error
  return { code, blame, error: message, detail, stack: error instanceof Error ? error.stack : undefined }
}

async function startRun(project: Project, tracker: Tracker, trial: string | undefined): Promise<string> {
  const experiment = await tracker.experiments.ensure(project.config.track.experiment)
  const run = await tracker.runs.start({
    experimentId: experiment.id,
    ...(trial === undefined ? {} : { name: trial }),
    tags: {
      "mlflow.source.name": trial === undefined ? "mlwright run" : "mlwright exp run",
      "mlflow.source.type": "LOCAL",
      ...(trial === undefined ? {} : { "mlwright.experiment": trial }),
    },
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
