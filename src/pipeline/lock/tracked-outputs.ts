import { relative, sep } from "node:path"
import type { Tracked } from "../../version/index.ts"
import type { Pipeline } from "../load/stage.ts"
import { readLocks } from "./lock-file.ts"

/**
 * What the stages make, as data that is tracked: as the locks say it was when they last ran.
 *
 * @throws pipeline.lock-conflict, pipeline.lock-invalid
 */
export async function trackedByStages(pipeline: Pipeline): Promise<readonly Tracked[]> {
  const locks = await readLocks(pipeline)
  return pipeline.stages.flatMap((stage) =>
    stage.outs.map((out) => {
      const locked = locks.get(stage)?.outs.find(({ path }) => path === out.path)
      return {
        path: relative(pipeline.root, out.file).split(sep).join("/"),
        file: out.file,
        owner: stage.file,
        stage: stage.name,
        cache: out.cache,
        push: true,
        ...(locked === undefined || locked.md5 === "" ? {} : { snapshot: locked }),
      }
    }),
  )
}
