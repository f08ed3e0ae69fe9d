import { resolve } from "node:path"
import { addStage, freezeStage, loadPipeline, type NewStage, type Stage, selectStages } from "../../pipeline/index.ts"
import { findProject } from "../project.ts"
import { plainRepository } from "./reproduce.ts"

/**
 * The stages of a project or a plain DVC repository, in the order they can run.
 *
 * @param targets names, `dvc.yaml` files or folders of them; all when there are none
 * @throws pipeline.unknown-stage and those of `loadPipeline`
 */
export async function listStages(folder: string, targets: readonly string[] = []): Promise<readonly Stage[]> {
  const pipeline = await loadPipeline(plainRepository(folder) ?? findProject(folder))
  return selectStages(pipeline, { targets, folder: resolve(folder), recursive: true, single: true })
}

/** @throws those of `addStage` of pipeline */
export async function addStageTo(folder: string, stage: NewStage, force: boolean): Promise<Stage> {
  return addStage(plainRepository(folder) ?? findProject(folder), stage, { folder, force })
}

/** @throws those of `freezeStage` of pipeline */
export async function freezeStages(folder: string, names: readonly string[], frozen: boolean): Promise<void> {
  for (const name of names)
    await freezeStage(plainRepository(folder) ?? findProject(folder), name, { folder: resolve(folder), frozen })
}
