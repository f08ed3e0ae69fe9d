import { existsSync } from "node:fs"
import { relative } from "node:path"
import { commitStages } from "../pipeline/index.ts"
import { chooseTracked, stateOf, trackPath } from "../version/index.ts"
import type { Repository } from "./repository.ts"
import { withDependencies } from "./with-dependencies.ts"

export interface CommitDataOptions {
  /** Of a stage also what it stands on. */
  readonly withDeps?: boolean | undefined
  /** Leave stages alone of which something is not there, in place of refusing. */
  readonly whatIsThere?: boolean | undefined
  readonly onDone?: ((files: number) => void) | undefined
}

/**
 * Keep tracked data as it is now: in the cache, the `.dvc` files and `dvc.lock`.
 *
 * @param targets all when there are none
 * @returns paths from the root and names of stages that were not kept as they are
 * @throws pipeline.output-missing, pipeline.dependency-missing and those of `chooseTracked` and `trackPath`
 */
export async function commitData(
  repository: Repository,
  targets: readonly string[],
  { withDeps, whatIsThere, onDone }: CommitDataOptions = {},
): Promise<readonly string[]> {
  const { root, folder, workspace, tracked, pipeline } = repository
  const wanted = withDeps === true ? withDependencies(repository, targets) : targets
  const chosen = chooseTracked(tracked, wanted, folder).map((one) => one.tracked)
  const done: string[] = []
  for (const one of chosen.filter(({ stage, isImport }) => stage === undefined && isImport !== true)) {
    const state = await stateOf(workspace, one)
    if (state === undefined || state === "deleted") continue
    await trackPath(workspace, one.file, { onDone })
    done.push(relative(root, one.file))
  }
  const stages = new Set(chosen.flatMap(({ stage }) => (stage === undefined ? [] : [stage])))
  if (whatIsThere === true)
    for (const { name, deps, outs } of pipeline?.stages ?? [])
      if (![...deps.filter(({ isOutside }) => isOutside !== true), ...outs].every(({ file }) => existsSync(file)))
        stages.delete(name)
  if (pipeline !== undefined) done.push(...(await commitStages(pipeline, workspace, stages)))
  await workspace.hashes.save()
  return done
}
