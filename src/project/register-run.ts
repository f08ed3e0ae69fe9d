import { cp, mkdir, mkdtemp, readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { hashBytes, type Json, silent, version } from "../base/index.ts"
import type { Evaluation } from "../evaluate/index.ts"
import type { LockFile } from "../pipeline/index.ts"
import { projectPaths, type Registered, registerStage } from "../stages/index.ts"
import type { Tracker } from "../track/index.ts"
import type { GitCommit } from "../version/index.ts"
import type { Project } from "./project.ts"
import type { Recorder } from "./recorder.ts"
import type { Records } from "./records.ts"
import { contextOf } from "./standard-stages.ts"

interface Made {
  readonly recorder: Recorder
  readonly key: string
  readonly lock: LockFile
  readonly commit: GitCommit | undefined
}

/** Give the run its metrics, data, files and model, then register the model with its lineage. */
export async function registerRun(project: Project, { tracker, registry }: Records, made: Made): Promise<Registered> {
  const runId = await made.recorder.begin()
  const evaluation = JSON.parse(await readFile(join(project.root, projectPaths.evaluation), "utf8")) as Evaluation
  const lineage = lineageOf(project, made, runId)
  const modelId =
    runId === undefined ? undefined : await record(project, tracker, { runId, evaluation, lock: made.lock })
  const registered = await registerStage(contextOf(project, { progress: silent }), {
    registry,
    model: project.name,
    champion: project.config.registry.championAlias,
    gate: project.config.gate,
    artifact: await artifactFolder(project, tracker, runId),
    key: made.key,
    lineage,
    ...(runId === undefined ? {} : { runId }),
    ...(modelId === undefined ? {} : { modelId }),
  })
  if (modelId !== undefined) await tracker.loggedModels.finalize(modelId, "READY")
  return registered
}

async function artifactFolder(project: Project, tracker: Tracker, runId: string | undefined): Promise<string> {
  if (runId !== undefined) return tracker.runs.artifactPath(runId, "model")
  const temporary = join(project.root, projectPaths.temporary)
  await mkdir(temporary, { recursive: true })
  return join(await mkdtemp(join(temporary, "model-")), "model")
}

async function record(
  project: Project,
  tracker: Tracker,
  { runId, evaluation, lock }: { readonly runId: string; readonly evaluation: Evaluation; readonly lock: LockFile },
): Promise<string> {
  const model = await tracker.loggedModels.create({
    name: project.name,
    modelType: project.config.task,
    sourceRunId: runId,
  })
  const numbers = Object.entries(evaluation.metrics).map(([key, { value }]) => ({ key, value, modelId: model.id }))
  const baseline = Object.entries(evaluation.baseline).map(([key, { value }]) => ({ key: `baseline/${key}`, value }))
  await tracker.runs.logBatch(runId, { metrics: [...numbers, ...baseline] })
  await tracker.runs.logInputs(runId, { datasets: datasets(lock) })
  await tracker.runs.logOutputs(runId, [{ modelId: model.id, step: 0 }])
  for (const file of [
    projectPaths.evaluationPage,
    projectPaths.evaluation,
    projectPaths.metrics,
    projectPaths.card,
    projectPaths.training,
    projectPaths.validation,
  ]) {
    const copy = await tracker.runs.artifactPath(runId, file)
    await mkdir(dirname(copy), { recursive: true })
    await cp(join(project.root, file), copy)
  }
  return model.id
}

/** The raw files by their content hash. */
function datasets(lock: LockFile): readonly {
  dataset: { name: string; digest: string; sourceType: string; source: string }
  tags: Record<string, string>
}[] {
  return (lock.stages.get("ingest")?.deps ?? []).map(({ path, md5 }) => ({
    dataset: { name: path, digest: String(md5), sourceType: "local", source: path },
    tags: { "mlflow.data.context": "training" },
  }))
}

/** From a model back to everything it was made of. */
function lineageOf(project: Project, { lock, commit }: Made, runId: string | undefined): Json {
  const hashes = (stage: string): Json =>
    Object.fromEntries((lock.stages.get(stage)?.deps ?? []).map(({ path, md5 }) => [path, md5 ?? null]))
  return {
    run: runId ?? null,
    data: { raw: hashes("ingest"), features: hashes("features") },
    code: commit === undefined ? null : { commit: commit.commit, dirty: commit.dirty },
    settings: project.config as unknown as Json,
    settingsSha256: hashBytes("sha256", JSON.stringify(project.config)),
    seed: { split: project.config.split.seed, train: project.config.train.seed },
    mlwright: version,
  }
}
