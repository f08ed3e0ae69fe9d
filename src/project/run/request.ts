import { join } from "node:path"
import type { Pipeline, RunRequest } from "../../pipeline/index.ts"
import type { Trial } from "./lock.ts"

/** Without targets: the whole pipeline and the registration. */
export interface RunOptions extends Omit<RunRequest, "pipeline"> {
  /** Without targets: every `dvc.yaml` of the repository, in place of the one of the top folder and what it stands on. */
  readonly allPipelines?: boolean
  /** The run is a trial: it is recorded under this name, and its model is not registered. */
  readonly trial?: Trial
}

/**
 * What a call runs.
 *
 * @param folder absolute: without targets its `dvc.yaml` is meant, or all where it has none
 */
export function requestOf(pipeline: Pipeline, options: RunOptions, folder: string): RunRequest {
  const { allPipelines = false, trial: _, ...request } = options
  const own = pipeline.files.find(({ path }) => path === join(folder, "dvc.yaml"))
  if (allPipelines || own === undefined || (request.targets ?? []).length > 0) return { ...request, pipeline }
  if (own.stages.length === 0) return { ...request, pipeline: { ...pipeline, stages: [] } }
  return { ...request, pipeline, folder, targets: ["dvc.yaml"] }
}
