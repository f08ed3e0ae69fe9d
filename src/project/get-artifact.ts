import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { nearest } from "../base/index.ts"
import { filesAt } from "../pipeline/index.ts"
import { listReleases, newestRelease, type ReleasedModel } from "../release/index.ts"
import { type Gotten, getFromRepository, localFolder } from "../repository/index.ts"
import { cloneBare } from "../version/index.ts"
import { artifactUnknown, artifactVersionUnknown } from "./errors.ts"

export interface ArtifactRequest {
  /** Folder of a repository, or an address that git can clone. */
  readonly url: string
  /** As `artifacts` of `dvc.yaml` has it, after its folder and a colon where that is not the top. */
  readonly name: string
  /** Such as `v1.2.3`; the newest when neither this nor a stage is given. */
  readonly version?: string | undefined
  /** A stage such as `prod`: the version that has it now. */
  readonly stage?: string | undefined
  /** Remote of that repository that is asked for objects. */
  readonly remote?: string | undefined
}

/**
 * Copy a version of a model out of a repository: what the tags of git, in the form of GTO, and `artifacts` of `dvc.yaml` name.
 *
 * @throws project.artifact-unknown, project.artifact-version-unknown and those of `getFromRepository`
 */
export async function getArtifact(
  { url, name: given, version, stage, remote }: ArtifactRequest,
  options: Parameters<typeof getFromRepository>[1],
): Promise<Gotten & { readonly version: string; readonly commit: string }> {
  const name = given.replace(/(?:^|\/)dvc\.yaml(?=:)/, "").replace(/^:/, "")
  const { found, path } = await inSource(url, options.folder, async (root) => {
    const models = await listReleases(root, undefined)
    const model = models.find((one) => one.name === name)
    if (model === undefined) {
      const names = models.map((one) => one.name)
      const below = names.find((one) => one.endsWith(`:${name}`))
      throw artifactUnknown(name, below ?? nearest(name, names), names)
    }
    const release = releaseOf(model, { version, stage })
    const then = await listReleases(root, (await filesAt(root, release.commit)).pipeline)
    const [folder, own = ""] = name.includes(":") ? name.split(":") : ["", name]
    const written = then.find((one) => one.name === name)?.path
    // Without a word in `dvc.yaml` the name itself is the path, as GTO has it.
    return { found: release, path: [folder, written ?? own].filter((part) => part !== "").join("/") }
  })
  const gotten = await getFromRepository({ url, path, rev: found.commit, remote }, options)
  return { ...gotten, version: found.version, commit: found.commit }
}

function releaseOf(
  { name, versions, stages }: ReleasedModel,
  { version, stage }: { readonly version?: string | undefined; readonly stage?: string | undefined },
) {
  const wanted = stage === undefined ? version?.replace(/^(?=\d)/, "v") : stages[stage]
  const isLatest = version === undefined && stage === undefined
  const found = isLatest ? newestRelease(versions) : versions.find((one) => one.version === wanted)
  if (found !== undefined) return found
  const known = versions.map((one) => one.version)
  throw artifactVersionUnknown(name, stage === undefined ? (version ?? "latest") : `#${stage}`, {
    versions: known,
    stages: Object.keys(stages),
  })
}

async function inSource<T>(url: string, from: string, work: (root: string) => Promise<T>): Promise<T> {
  const local = localFolder(url, from)
  if (local !== undefined) return work(local)
  const folder = await mkdtemp(join(tmpdir(), "mlwright-artifact-"))
  try {
    await cloneBare(url, join(folder, "bare"))
    return await work(join(folder, "bare"))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
