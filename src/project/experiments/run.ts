import { existsSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { writeFileAtomic } from "../../base/index.ts"
import {
  type Experiment,
  enqueue,
  filesOf,
  type Queued,
  type RunArguments,
  refuseTaken,
  saveExperiment,
  variationsOf,
} from "../../experiment/index.ts"
import { changesOf, loadPipeline, type Pipeline, readLocks, recordAt, stagesNamed } from "../../pipeline/index.ts"
import { shellEnvironment } from "../environment.ts"
import { findProject } from "../project.ts"
import { lockPipeline, type RunEffects } from "../run/lock.ts"
import { type PipelinePlace, plainRepository, reproduce } from "../run/reproduce.ts"
import type { RunResult } from "../run/result.ts"
import { baselineOf, namesFor } from "./names-of-new.ts"
import { changedParameters } from "./parameters.ts"

export interface ExperimentRequest {
  /** Each `-S`, as typed. */
  readonly parameters: readonly string[]
  readonly name?: string | undefined
  readonly run: RunArguments
  /** Of its commit; DVC's own when left out. */
  readonly message?: string | undefined
  /** Ask before each stage that would run; what is queued runs without. */
  readonly interactive?: boolean
  /** Replace an experiment of the same name on the same commit. */
  readonly force: boolean
  /** Paths that git does not know, to be copied into the folder of a queued one. */
  readonly copyPaths: readonly string[]
}

/** An experiment with what its run found. */
export interface RanExperiment extends Experiment {
  readonly metrics: Readonly<Record<string, number>>
  readonly stages: RunResult["stages"]
}

/** The root of a project or of a plain repository, at or above a folder. */
export function experimentRoot(folder: string): string {
  return plainRepository(folder) ?? findProject(folder)
}

/**
 * Run the pipeline in the workspace with parameters changed, and keep what came of it as an experiment. What git does not
 * know is not touched; the workspace has the results afterwards.
 *
 * @throws experiment.commit-wanted, experiment.name-taken, those of `variationsOf`, `changedParameters` and `reproduce`
 */
export async function runExperiment(
  { folder, overrides }: PipelinePlace,
  request: ExperimentRequest,
  effects: RunEffects = {},
): Promise<RanExperiment> {
  const root = experimentRoot(folder)
  const baseline = await baselineOf(root)
  const [changes = []] = variationsOf(request.parameters)
  const lock = await lockPipeline(root, effects)
  try {
    const [name = ""] = await namesFor(root, { name: request.name, count: 1 })
    await refuseTaken(root, { name, baseline }, request.force)
    for (const [path, text] of await changedParameters({ root, folder: resolve(folder) }, changes))
      await writeFileAtomic(path, text)
    const run = fromRoot(await loadPipeline(root), request.run, resolve(folder))
    const options = { ...run, interactive: request.interactive === true, trial: { name, baseline } }
    const { stages } = await reproduce({ folder: root, overrides }, options, effects)
    const experiment = await keep(root, { name, baseline, force: request.force, message: request.message })
    return { ...experiment, stages, metrics: await scoresOf(root, experiment) }
  } finally {
    await lock.release()
  }
}

/** Make an experiment of a folder in which the pipeline has just run. */
export async function keep(
  root: string,
  facts: Pick<Experiment, "name" | "baseline"> & { readonly force: boolean; readonly message?: string | undefined },
  more: readonly string[] = [],
): Promise<Experiment> {
  const pipeline = await loadPipeline(root)
  const locks = await readLocks(pipeline)
  const locked = new Map([...locks].map(([stage, entry]) => [stage.name, entry]))
  const also = [...pointersOf(pipeline), ...more]
  return saveExperiment(root, { ...facts, pipeline, locked, also }, shellEnvironment())
}

/**
 * Put one experiment for every combination of the parameters into the queue.
 *
 * @throws those of `runExperiment`
 */
export async function queueExperiments(folder: string, request: ExperimentRequest): Promise<readonly Queued[]> {
  const root = experimentRoot(folder)
  const baseline = await baselineOf(root)
  const variations = variationsOf(request.parameters)
  const pipeline = await loadPipeline(root)
  const names = await namesFor(root, { name: request.name, count: variations.length })
  const contents = await Promise.all(
    variations.map((changes) => changedParameters({ root, folder: resolve(folder) }, changes)),
  )
  const { copyPaths, message } = request
  const run = fromRoot(pipeline, request.run, resolve(folder))
  const also = [...filesOf(pipeline), ...pointersOf(pipeline)]
  const queued: Queued[] = []
  for (const [index, name] of names.entries()) {
    await refuseTaken(root, { name, baseline }, request.force)
    const one = {
      name,
      baseline,
      run,
      message,
      copyPaths,
      also,
      contents: contents[index] ?? new Map<string, string>(),
    }
    queued.push(await enqueue(root, one, shellEnvironment()))
  }
  return queued
}

/** A queued experiment is run in the root: the stages that are meant in the folder of the call, by their addresses. */
function fromRoot(pipeline: Pipeline, run: RunArguments, folder: string): RunArguments {
  const own = pipeline.files.some(({ path }) => path === join(folder, "dvc.yaml")) ? ["dvc.yaml"] : []
  if (run.allPipelines) return run
  const meant = run.targets.length === 0 && folder !== resolve(pipeline.root) ? own : run.targets
  const targets = meant.flatMap((target) => {
    const stages = stagesNamed(pipeline, target, folder)
    if (stages.length > 0) return stages.map(({ name }) => name)
    return [existsSync(join(folder, target)) ? relative(pipeline.root, join(folder, target)) || "." : target]
  })
  return { ...run, targets }
}

/** The numbers in the metrics files of an experiment, by dotted key. */
export async function scoresOf(root: string, { commit }: Experiment): Promise<Readonly<Record<string, number>>> {
  const { metrics } = await recordAt(root, commit)
  const changes = Object.values(changesOf({}, metrics)).flatMap((map) => Object.entries(map))
  return Object.fromEntries(
    changes.flatMap(([key, { new: value }]) => (typeof value === "number" ? [[key, value] as const] : [])),
  )
}

/** The `.dvc` files of what stages read: they say which data it was. */
function pointersOf(pipeline: Pipeline): readonly string[] {
  const files = pipeline.stages.flatMap(({ deps }) => deps.map(({ file }) => `${file}.dvc`))
  return [...new Set(files)].filter((file) => existsSync(file))
}
