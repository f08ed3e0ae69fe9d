import { join } from "node:path"
import { hashFile } from "../base/index.ts"
import type { ModelVersion, Registry, ResolvedModel } from "../registry/index.ts"
import type { VersionName } from "./log/prediction.ts"

/** Where the files of a model version lie. */
export interface FoundVersion extends VersionName {
  /** Absolute. */
  readonly folder: string
  /** The run that made it, if known. */
  readonly runId?: string
}

/** Which versions a server may answer with. */
export interface VersionSource {
  /** What a request that names no version gets. */
  readonly inService: FoundVersion
  /** @param wanted a version number or an alias; @returns undefined when there is none */
  find(wanted: string): Promise<FoundVersion | undefined>
  /** What `find` finds, newest first, aliases left out. */
  list(): Promise<readonly string[]>
}

/**
 * Every version of the registered model that `resolved` is of, or the one folder when it is not registered.
 *
 * @param modelName name for a folder that is not registered
 */
export async function versionSource(
  resolved: ResolvedModel,
  registry: Registry,
  modelName: string,
): Promise<VersionSource> {
  const { version } = resolved
  return version === undefined
    ? folderSource(resolved.folder, modelName)
    : registeredSource(version, resolved, registry)
}

/**
 * One artifact folder that no registry knows; its version is named by the hash of its `model.json`, which holds the hashes of
 * the rest.
 *
 * @throws base.file-missing
 */
export async function folderSource(folder: string, modelName: string): Promise<VersionSource> {
  const { hex } = await hashFile("sha256", join(folder, "model.json"))
  const only: FoundVersion = { name: modelName, version: `sha-${hex.slice(0, 12)}`, folder }
  return {
    inService: only,
    find: async (wanted) => (wanted === only.version ? only : undefined),
    list: async () => [only.version],
  }
}

function registeredSource(version: ModelVersion, resolved: ResolvedModel, registry: Registry): VersionSource {
  const { name } = version
  const servable = async (): Promise<readonly FoundVersion[]> =>
    (await registry.versions.list(name)).flatMap((one) => foundOf(one) ?? [])
  return {
    inService: { ...foundOf(version), name, version: String(version.version), folder: resolved.folder },
    find: async (wanted) => {
      const alias = wanted.startsWith("@") ? wanted.slice(1) : wanted
      if (!isNumber.test(wanted)) return foundOf(await registry.versions.byAlias(name, alias))
      return (await servable()).find((one) => one.version === wanted)
    },
    list: async () => (await servable()).map((one) => one.version),
  }
}

function foundOf(version: ModelVersion | undefined): FoundVersion | undefined {
  if (version?.folder === undefined) return undefined
  const run = version.runId === undefined ? {} : { runId: version.runId }
  return { name: version.name, version: String(version.version), folder: version.folder, ...run }
}

const isNumber = /^\d+$/
