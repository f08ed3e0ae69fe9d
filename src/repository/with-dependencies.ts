import { sep } from "node:path"
import { selectStages, stagesNamed } from "../pipeline/index.ts"
import type { Repository } from "./repository.ts"

/**
 * Targets with all that the stages among them stand on: what stages before them make, and what `.dvc` files track that they read.
 *
 * @returns the targets, then absolute paths
 */
export function withDependencies(repository: Repository, targets: readonly string[]): readonly string[] {
  const { pipeline, folder, tracked } = repository
  if (pipeline === undefined) return targets
  const named = targets.filter((target) => stagesNamed(pipeline, target, folder).length > 0)
  if (named.length === 0) return targets
  const stages = selectStages(pipeline, { targets: named, folder })
  const read = stages.flatMap(({ deps }) => deps.map(({ file }) => file))
  const isRead = (path: string): boolean =>
    read.some((file) => file === path || file.startsWith(`${path}${sep}`) || path.startsWith(`${file}${sep}`))
  const sources = tracked.filter(({ stage, file }) => stage === undefined && isRead(file)).map(({ file }) => file)
  const made = stages.flatMap(({ outs }) => outs.filter(({ cache }) => cache).map(({ file }) => file))
  return [...new Set([...targets, ...made, ...sources])]
}
