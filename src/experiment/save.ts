import { dirname, join } from "node:path"
import { digestOfLock, type LockEntry, type Pipeline } from "../pipeline/index.ts"
import { changeRefs, commitWorkspace, type Environment, listRefs } from "../version/index.ts"
import { nameTaken } from "./errors.ts"
import { type Experiment, refOf } from "./experiment.ts"

export interface SaveRequest {
  readonly name: string
  readonly baseline: string
  /** Of its commit; DVC's own when left out. */
  readonly message?: string | undefined
  /** As it lies there now. */
  readonly pipeline: Pipeline
  /** What its stages read and wrote, by name. */
  readonly locked: ReadonlyMap<string, LockEntry>
  /** Replace one of the same name. */
  readonly force: boolean
  /** Absolute paths that go in besides. */
  readonly also: readonly string[]
}

/**
 * Make an experiment of the files as they lie there: those git knows, and those of the pipeline that git is to keep. Neither
 * branch nor index nor any file is touched.
 *
 * @param root where the files are, in the repository or in a second working tree of it
 * @throws experiment.name-taken, version.git-failed
 */
export async function saveExperiment(
  root: string,
  { name, baseline, pipeline, locked, force, also, message: own }: SaveRequest,
  environment: Environment,
): Promise<Experiment> {
  await refuseTaken(root, { name, baseline }, force)
  const message = own ?? `dvc: commit experiment ${digestOfLock(locked)}`
  const files = [...filesOf(pipeline), ...also]
  const commit = await commitWorkspace(root, { parents: [baseline], message, also: files }, environment)
  await changeRefs(root, [{ name: refOf({ name, baseline }), to: commit, ...(force ? {} : { from: "" }) }])
  return { name, baseline, commit }
}

/** @throws experiment.name-taken */
export async function refuseTaken(
  root: string,
  { name, baseline }: Pick<Experiment, "name" | "baseline">,
  force: boolean,
): Promise<void> {
  if (!force && (await listRefs(root, refOf({ name, baseline }))).length > 0) throw nameTaken(name)
}

/** What git is to keep of a pipeline. */
export function filesOf(pipeline: Pipeline): readonly string[] {
  const files = new Set<string>()
  for (const { path, metrics, params } of pipeline.files) {
    files.add(path)
    files.add(join(dirname(path), "dvc.lock"))
    for (const name of [...metrics, ...params]) files.add(join(dirname(path), name))
  }
  for (const { outs, params } of pipeline.stages) {
    for (const { file } of params) files.add(file)
    for (const { file, cache } of outs) files.add(cache ? join(dirname(file), ".gitignore") : file)
  }
  return [...files]
}
