import { existsSync, readdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { type Experiment, refuseTaken } from "../../experiment/index.ts"
import { changeRepository, commitData } from "../../repository/index.ts"
import { isFolder, nothingToTrack } from "../../version/index.ts"
import { baselineOf, namesFor } from "./names-of-new.ts"
import { experimentRoot, keep } from "./run.ts"

/**
 * Make an experiment of the workspace as it is, with its data and what stages made; nothing runs.
 *
 * @throws experiment.commit-wanted, experiment.name-taken, experiment.name-invalid
 */
export async function saveAsExperiment(
  folder: string,
  {
    name,
    force,
    message,
    also = [],
  }: {
    readonly name?: string | undefined
    readonly message?: string | undefined
    readonly force: boolean
    /** Paths that git does not know and that are kept too, from the folder of the call. */
    readonly also?: readonly string[]
  },
  onWait: (pid: number) => void = () => {},
): Promise<Experiment> {
  const root = experimentRoot(folder)
  const baseline = await baselineOf(root)
  const [chosen = ""] = await namesFor(root, { name, count: 1 })
  const files = also.flatMap((path) => filesAt(resolve(folder, path)))
  await refuseTaken(root, { name: chosen, baseline }, force)
  await changeRepository(root, onWait, (repository) => commitData(repository, [], { whatIsThere: true }))
  return keep(root, { name: chosen, baseline, force, message }, files)
}

/** A file, or those below a folder. */
function filesAt(path: string): readonly string[] {
  if (!existsSync(path)) throw nothingToTrack(path)
  if (!isFolder(path)) return [path]
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return entries.map((entry) => join(entry.parentPath, entry.name))
}
