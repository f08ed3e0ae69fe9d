import { readFileSync } from "node:fs"
import { join } from "node:path"
import { filesOf } from "../../experiment/index.ts"
import type { Pipeline } from "../../pipeline/index.ts"
import { advanceBranch, commitOfFiles, listReleases, tagStage, tagVersion } from "../../release/index.ts"
import { commitNamed, fileAtRevision } from "../../version/index.ts"
import { shellEnvironment } from "../environment.ts"
import type { Project } from "../project.ts"
import type { RegisteredRun } from "./result.ts"

/** What git was told of a version. */
export interface GitRelease {
  readonly commit: string
  readonly branch?: string
  readonly tags: readonly string[]
}

/**
 * Tell git of a version, as the settings `registry.gitTags` and `registry.branch` want it. What git knows already is not told
 * again; neither index nor any file is touched.
 *
 * @returns undefined when the settings want nothing, or nothing of this version
 * @throws release.commit-wanted, release.name-unfit, release.branch-checked-out, version.git-failed
 */
export async function releaseRun(
  project: Project,
  pipeline: Pipeline,
  { version }: Pick<RegisteredRun, "version">,
): Promise<GitRelease | undefined> {
  const { root, config } = project
  const { branch, gitTags, championAlias } = config.registry
  const isChampion = version.aliases.includes(championAlias)
  const moves = branch !== "" && isChampion
  if (!moves && !gitTags) return undefined
  const files = [...filesOf(pipeline), ...pipeline.stages.flatMap(({ deps }) => deps.map(({ file }) => `${file}.dvc`))]
  const message = `Model ${version.name} version ${version.version}`
  const wanted = { files, message }
  const told = gitTags ? await taggedCommit(root, pipeline, version) : undefined
  const commit = moves
    ? await movedBranch(root, branch, wanted)
    : (told ?? (await commitOfFiles(root, wanted, shellEnvironment())))
  const tags: string[] = []
  if (gitTags) {
    const at = { model: version.name, commit: told ?? commit }
    tags.push(await tagVersion(root, { ...at, version: nameOf(version) }))
    if (isChampion) tags.push(await tagStage(root, { ...at, stage: championAlias }))
  }
  return { commit, tags, ...(moves ? { branch } : {}) }
}

/** A version as GTO names it: its number is the first of three. */
export function nameOf({ version }: { readonly version: number }): string {
  return `v${version}.0.0`
}

async function movedBranch(
  root: string,
  branch: string,
  wanted: { readonly files: readonly string[]; readonly message: string },
): Promise<string> {
  const at = await commitNamed(root, `refs/heads/${branch}`)
  const locked = at === undefined ? undefined : await fileAtRevision(root, at, "dvc.lock")
  const isSame = locked !== undefined && Buffer.from(locked).equals(readFileSync(join(root, "dvc.lock")))
  return isSame && at !== undefined ? at : advanceBranch(root, { branch, ...wanted }, shellEnvironment())
}

async function taggedCommit(
  root: string,
  pipeline: Pipeline,
  version: RegisteredRun["version"],
): Promise<string | undefined> {
  const models = await listReleases(root, pipeline)
  return models.find(({ name }) => name === version.name)?.versions.find((one) => one.version === nameOf(version))
    ?.commit
}
