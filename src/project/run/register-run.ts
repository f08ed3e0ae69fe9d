import { cp, mkdir, mkdtemp } from "node:fs/promises"
import { dirname, join } from "node:path"
import { hashBytes, type Json, silent, version, withFileErrors } from "../../base/index.ts"
import type { LockFile, LockPath } from "../../pipeline/index.ts"
import { type Court, projectPaths, type Registered, readTraining, registerStage } from "../../stages/index.ts"
import type { Tracker } from "../../track/index.ts"
import type { GitCommit } from "../../version/index.ts"
import type { Project } from "../project.ts"
import type { Recorder } from "../recorder.ts"
import type { Records } from "../records.ts"
import { readEvaluation } from "./result.ts"
import { contextOf } from "./standard-stages.ts"

interface Made {
  readonly recorder: Recorder
  readonly key: string
  readonly lock: LockFile
  readonly commit: GitCommit | undefined
}

/** Give the run its metrics, data, files and model, then register the model with its lineage. */
export async function registerRun(project: Project, records: Records, made: Made): Promise<Registered> {
  const { tracker } = records
  const runId = await made.recorder.begin()
  const { warmStart } = await readTraining(project.root)
  const lineage = { ...lineageOf(project, made, runId), ...(warmStart === undefined ? {} : { warmStart }) }
  const modelId = runId === undefined ? undefined : await logModel(project, tracker, runId)
  if (runId !== undefined) await recordEvaluation(project, tracker, { runId, lock: made.lock, modelId })
  const registered = await registerStage(contextOf(project, { progress: silent }), {
    ...courtOf(project, records),
    artifact: await artifactFolder(project, tracker, runId),
    key: made.key,
    lineage,
    ...(runId === undefined ? {} : { runId }),
    ...(modelId === undefined ? {} : { modelId }),
  })
  if (modelId !== undefined) await tracker.loggedModels.finalize(modelId, "READY")
  return registered
}

export const courtOf = (project: Project, { registry }: Records): Court => ({
  registry,
  model: project.name,
  champion: project.config.registry.championAlias,
  gate: project.config.gate,
})

async function artifactFolder(project: Project, tracker: Tracker, runId: string | undefined): Promise<string> {
  if (runId !== undefined) return tracker.runs.artifactPath(runId, "model")
  const temporary = join(project.root, projectPaths.temporary)
  await mkdir(temporary, { recursive: true })
  return join(await mkdtemp(join(temporary, "model-")), "model")
}

async function logModel(project: Project, tracker: Tracker, runId: string): Promise<string> {
  const model = await tracker.loggedModels.create({
    name: project.name,
    modelType: project.config.task,
    sourceRunId: runId,
  })
  await tracker.runs.logOutputs(runId, [{ modelId: model.id, step: 0 }])
  return model.id
}

/** Give a run the scores, data and reports of the project as it is now. */
export async function recordEvaluation(
  project: Project,
  tracker: Tracker,
  { runId, lock, modelId }: { readonly runId: string; readonly lock: LockFile; readonly modelId?: string | undefined },
): Promise<void> {
  const evaluation = await readEvaluation(project.root)
  if (evaluation === undefined) return // a pipeline of the user's own may evaluate otherwise
  const ofModel = modelId === undefined ? {} : { modelId }
  const numbers = Object.entries(evaluation.metrics).map(([key, { value }]) => ({ key, value, ...ofModel }))
  const baseline = Object.entries(evaluation.baseline).map(([key, { value }]) => ({ key: `baseline/${key}`, value }))
  const tags = [{ key: "mlwright.primary", value: evaluation.primary.name }]
  await tracker.runs.logBatch(runId, { metrics: [...numbers, ...baseline], tags })
  await tracker.runs.logInputs(runId, { datasets: datasets(lock) })
  for (const file of [
    projectPaths.evaluationPage,
    projectPaths.evaluation,
    projectPaths.metrics,
    projectPaths.card,
    projectPaths.training,
    projectPaths.validation,
  ]) {
    const copy = await tracker.runs.artifactPath(runId, file)
    await withFileErrors("write", copy, async () => {
      await mkdir(dirname(copy), { recursive: true })
      await cp(join(project.root, file), copy)
    })
  }
}

/** The raw files by their content hash. */
function datasets(lock: LockFile): readonly {
  dataset: { name: string; digest: string; sourceType: string; source: string }
  tags: Record<string, string>
}[] {
  return rawFiles(lock).map(({ path, md5 }) => ({
    dataset: { name: path, digest: String(md5), sourceType: "local", source: path },
    tags: { "mlflow.data.context": "training" },
  }))
}

/** The schema says how the data is read; it is no data. */
const rawFiles = (lock: LockFile): readonly LockPath[] =>
  (lock.stages.get("ingest")?.deps ?? []).filter(({ path }) => path !== projectPaths.schema)

/** From a model back to everything it was made of. */
function lineageOf(
  project: Project,
  { lock, commit }: Made,
  runId: string | undefined,
): Readonly<Record<string, Json>> {
  const hashes = (files: readonly LockPath[]): Json =>
    Object.fromEntries(files.map(({ path, md5 }) => [path, md5 ?? null]))
  return {
    run: runId ?? null,
    data: { raw: hashes(rawFiles(lock)), features: hashes(lock.stages.get("features")?.deps ?? []) },
    code: commit === undefined ? null : { commit: commit.commit, dirty: commit.dirty },
    settings: project.config as unknown as Json,
    settingsSha256: hashBytes("sha256", JSON.stringify(project.config)),
    seed: { split: project.config.split.seed, train: project.config.train.seed },
    mlwright: version,
  }
}
