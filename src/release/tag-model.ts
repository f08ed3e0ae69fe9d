import { addTag, listTags } from "../version/index.ts"
import { nameUnfit, versionTagged, versionUnfit } from "./errors.ts"
import { meaningOf } from "./releases.ts"

export interface VersionTag {
  /** Of the model; `folder:name` for one of another `dvc.yaml`. */
  readonly model: string
  /** Such as `v1.2.3`. */
  readonly version: string
  readonly commit: string
}

/**
 * Say in git that a commit has a version of a model: the tag `name@v1.2.3` of GTO. The same tag on the same commit is made once.
 *
 * @returns the tag
 * @throws release.name-unfit, release.version-unfit, release.version-tagged, version.git-failed
 */
export async function tagVersion(root: string, { model, version, commit }: VersionTag): Promise<string> {
  const name = `${nameOf(model)}@${version}`
  if (!/^v\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version)) throw versionUnfit(version)
  const there = (await listTags(root)).find((tag) => tag.name === name)
  if (there !== undefined && there.commit !== commit) throw versionTagged(name, there.commit)
  if (there === undefined)
    await addTag(root, { name, commit, message: `Registering artifact ${model} version ${version}` })
  return name
}

/**
 * Say in git that the version at a commit has a stage now: the tag `name#stage#N` of GTO. A stage the commit has already is not
 * given again.
 *
 * @returns the tag
 * @throws release.name-unfit, version.git-failed
 */
export async function tagStage(
  root: string,
  { model, stage, commit }: { readonly model: string; readonly stage: string; readonly commit: string },
): Promise<string> {
  const prefix = `${nameOf(model)}#${stage}`
  if (!/^[\w-]+$/.test(stage)) throw nameUnfit(stage)
  const about = (await listTags(root)).filter(({ name }) => {
    const meaning = meaningOf(name)
    return meaning?.model === model && "stage" in meaning && meaning.stage === stage
  })
  const last = about.at(-1)
  if (last !== undefined && last.commit === commit && meaningOf(last.name)?.kind === "assigned") return last.name
  const number = Math.max(0, ...about.map(({ name }) => Number(/#(\d+)$/.exec(name)?.[1] ?? 0))) + 1
  await addTag(root, { name: `${prefix}#${number}`, commit, message: `Assigning stage ${stage} to artifact ${model}` })
  return `${prefix}#${number}`
}

/** As it stands in a tag, where a colon may not. */
function nameOf(model: string): string {
  if (!/^(?:[\w./-]+:)?[a-zA-Z0-9](?:[\w/-]*[a-zA-Z0-9])?$/.test(model)) throw nameUnfit(model)
  return model.replace(":", "=")
}
