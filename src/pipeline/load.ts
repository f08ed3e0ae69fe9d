import { resolve } from "node:path"
import { pipelineMissing } from "./errors.ts"
import { findFiles } from "./find-files.ts"
import { checkOutputs, inRunOrder } from "./graph.ts"
import { loadFile } from "./load-file.ts"
import type { Pipeline } from "./stage.ts"

/**
 * Read and check every `dvc.yaml` of a repository, which together are one graph: outputs that do not overlap, no cycle.
 *
 * @param root absolute folder that holds `.dvc/`
 * @throws pipeline.file-missing, pipeline.outputs-overlap, pipeline.cycle, and those of `loadFile`
 */
export async function loadPipeline(root: string): Promise<Pipeline> {
  const folder = resolve(root)
  const { pipelines } = await findFiles(folder)
  if (pipelines.length === 0) throw pipelineMissing(resolve(folder, "dvc.yaml"))
  const files = await Promise.all(pipelines.map((path) => loadFile(folder, path)))
  const stages = files.flatMap((file) => file.stages)
  checkOutputs(stages)
  return { root: folder, files, stages: inRunOrder(stages) }
}
