import { loadPipeline } from "../pipeline/index.ts"
import { listReleases, type ReleasedModel, tagStage, tagVersion } from "../release/index.ts"
import { revisionUnknown } from "../repository/index.ts"
import { commitNamed, trackersBelow } from "../version/index.ts"
import { experimentRoot } from "./experiments/run.ts"
import { listModels } from "./files/look-up.ts"
import { openProject } from "./project.ts"
import { nameOf } from "./run/release-run.ts"
import { type PipelinePlace, plainRepository } from "./run/reproduce.ts"

/** The models of a project: those of its registry, and those tags of git and `artifacts` of `dvc.yaml` name. */
export interface AllModels {
  readonly models: Awaited<ReturnType<typeof listModels>>
  readonly git: readonly ReleasedModel[]
}

/**
 * @returns of a repository that is no project of ours only those git knows; of a folder without git only the registry's
 * @throws project.missing and those of `loadPipeline`
 */
export async function listAllModels(folder: string, overrides: readonly string[]): Promise<AllModels> {
  const root = experimentRoot(folder)
  const models = plainRepository(folder) === undefined ? await listModels(await openProject(folder, overrides)) : []
  if ((await commitNamed(root, "HEAD").catch(() => undefined)) === undefined) return { models, git: [] }
  const hasPipeline = (await trackersBelow(root)).pipelines.length > 0
  return { models, git: await listReleases(root, hasPipeline ? await loadPipeline(root) : undefined) }
}

export interface TagRequest {
  /** Name of the model; the project's when left out. */
  readonly model?: string | undefined
  /** Number of a version of the registry, or such as `v1.2.3`; the commit's own when left out and a stage is given. */
  readonly version?: string | undefined
  /** A stage such as `prod`, to be given to the commit of the version. */
  readonly stage?: string | undefined
  /** The commit that has the version, when it has no tag yet; HEAD when left out. */
  readonly revision?: string | undefined
}

/**
 * Say in git which commit has a version of a model, or which version has a stage.
 *
 * @returns the tags, made or there already
 * @throws release.name-unfit, release.version-unfit, release.version-tagged, repository.revision-unknown
 */
export async function tagModel(
  { folder, overrides }: PipelinePlace,
  { model, version, stage, revision = "HEAD" }: TagRequest,
): Promise<{ readonly tags: readonly string[]; readonly commit: string }> {
  const root = experimentRoot(folder)
  const name = model ?? (await openProject(folder, overrides)).name
  const wanted =
    version === undefined ? undefined : /^\d+$/.test(version) ? nameOf({ version: Number(version) }) : version
  const known = (await listReleases(root, undefined)).find((one) => one.name === name)
  const tagged = known?.versions.find((one) => one.version === wanted)
  const commit = tagged?.commit ?? (await commitNamed(root, revision))
  if (commit === undefined) throw revisionUnknown(revision)
  const tags: string[] = []
  if (wanted !== undefined) tags.push(await tagVersion(root, { model: name, version: wanted, commit }))
  if (stage !== undefined) tags.push(await tagStage(root, { model: name, stage, commit }))
  return { tags, commit }
}
