import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { loadModel, type Model } from "../model/index.ts"
import type { ResolvedModel } from "../registry/index.ts"
import { projectPaths } from "../stages/index.ts"
import { modelMissing } from "./errors.ts"
import type { Project } from "./project.ts"
import type { Records } from "./records.ts"

/**
 * The artifact a command works with: what REF means; without one the champion, else the latest version, else `model/`.
 *
 * @param from folder that a relative path is taken from
 * @throws project.model-missing and the errors of the registry
 */
export async function resolveModel(
  project: Project,
  { registry }: Records,
  ref: { readonly model: string | undefined; readonly from: string },
): Promise<ResolvedModel> {
  const options = { model: project.name, from: resolve(ref.from) }
  if (ref.model !== undefined) return registry.resolve(ref.model, options)
  const { items } = await registry.models.search({})
  if (items.some(({ name }) => name === project.name)) {
    const champion = await registry.versions.byAlias(project.name, project.config.registry.championAlias)
    return registry.resolve(champion === undefined ? "latest" : String(champion.version), options)
  }
  const folder = join(project.root, projectPaths.model)
  if (!existsSync(folder)) throw modelMissing()
  return { folder, ref: folder }
}

export async function loadResolved(
  project: Project,
  records: Records,
  ref: { readonly model: string | undefined; readonly from: string },
): Promise<Model> {
  const { folder } = await resolveModel(project, records, ref)
  return loadModel(folder)
}
