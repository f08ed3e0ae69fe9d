import { resolve } from "node:path"
import { addStage, freezeStage, loadPipeline, type NewStage, type Stage } from "../../pipeline/index.ts"
import { findProject } from "../project.ts"
import { plainRepository } from "./reproduce.ts"

/** Every stage of a project or a plain DVC repository, in the order they can run. */
export async function listStages(folder: string): Promise<readonly Stage[]> {
  return (await loadPipeline(plainRepository(folder) ?? findProject(folder))).stages
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
