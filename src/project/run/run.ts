import { systemClock } from "../../base/index.ts"
import { loadPipeline, runPipeline } from "../../pipeline/index.ts"
import type { Project } from "../project.ts"
import { openRecorder } from "../recorder.ts"
import { openRecords, type Records } from "../records.ts"
import { listenTo } from "./events.ts"
import { lockPipeline, type RunEffects, sweepTemporary, tellWait, variablesOf } from "./lock.ts"
import { recordScores, registerOnce } from "./register-once.ts"
import { releaseRun } from "./release-run.ts"
import { type RunOptions, requestOf } from "./request.ts"
import { type RunResult, refuseBelowGate, resultOf } from "./result.ts"
import { type StageNote, settingsAsParams, standardCommands } from "./standard-stages.ts"

/**
 * Run what changed of the pipeline, then register the model it made.
 *
 * @throws registry.gate-failed with the whole result as detail, pipeline.*, and whatever a stage throws
 */
export async function runProject(project: Project, options: RunOptions, effects: RunEffects = {}): Promise<RunResult> {
  const records = await openRecords(options.trial?.home ?? project)
  try {
    const lock = options.trial === undefined ? await lockPipeline(project.root, effects) : undefined
    try {
      await sweepTemporary(project.root)
      const result = await runLocked(project, records, { options, effects })
      refuseBelowGate(result)
      return result
    } finally {
      await lock?.release()
    }
  } finally {
    await records.close()
  }
}

async function runLocked(
  project: Project,
  records: Records,
  { options, effects }: { readonly options: RunOptions; readonly effects: RunEffects },
): Promise<RunResult> {
  const { trial } = options
  const recorder = openRecorder({ ...project, root: trial?.home?.root ?? project.root }, records.tracker, trial?.name)
  const notes = new Map<string, StageNote>()
  try {
    const pipeline = await loadPipeline(project.root)
    const ran = await runPipeline(
      requestOf(pipeline, options, project.root),
      standardCommands(project, notes, {
        home: trial?.home,
        ask: effects.ask,
      }),
      {
        clock: systemClock,
        environment: variablesOf(trial),
        paramsOf: settingsAsParams(project),
        onWait: tellWait(effects),
        confirm: effects.confirm,
        onEvent: listenTo(recorder, notes, effects.onEvent),
        ...(effects.signal === undefined ? {} : { signal: effects.signal }),
      },
    )
    const whole = (options.targets ?? []).length === 0 && trial === undefined
    const registered = whole ? await registerOnce(project, records, { recorder, effects }) : undefined
    const runId = await recorder.begun()
    if (runId !== undefined && registered?.version.runId !== runId)
      await recordScores(project, records.tracker, { runId, stages: ran.stages })
    const stages =
      registered === undefined
        ? ran.stages
        : [...ran.stages, { name: "register", status: registered.status, seconds: registered.seconds }]
    const git = registered === undefined ? undefined : await releaseRun(project, pipeline, registered)
    const result = {
      ...(await resultOf(project, stages, { registered, runId, notes })),
      ...(git === undefined ? {} : { git }),
    }
    await recorder.finish("FINISHED")
    return result
  } catch (error) {
    // The records may fail for the same reason, such as a full disk: the first error is the one to be told.
    await recorder.finish(effects.signal?.aborted === true ? "KILLED" : "FAILED", error).catch(() => {})
    throw error
  }
}
