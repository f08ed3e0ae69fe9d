import { resolve } from "node:path"
import { pipelineMissing } from "../errors.ts"
import { checkOutputs, inRunOrder } from "../graph/graph.ts"
import { type Tree, workspaceTree } from "../graph/tree.ts"
import { loadFile } from "./load-file.ts"
import type { Pipeline } from "./stage.ts"

/**
 * Read and check every `dvc.yaml` of a repository, which together are one graph: outputs that do not overlap, no cycle.
 *
 * @param root absolute folder that holds `.dvc/`
 * @throws pipeline.file-missing, pipeline.outputs-overlap, pipeline.cycle, and those of `loadFile`
 */
export async function loadPipeline(root: string): Promise<Pipeline> {
  const pipeline = await loadFrom(workspaceTree(root), resolve(root))
  if (pipeline.files.length === 0) throw pipelineMissing(resolve(root, "dvc.yaml"))
  checkOutputs(pipeline.stages)
  return pipeline
}

/** The graph of the files of a tree, without a look at what else lies there. */
export async function loadFrom(tree: Tree, root: string): Promise<Pipeline> {
  const files = await Promise.all((await tree.pipelines()).map((path) => loadFile(root, path, tree)))
  return { root, files, stages: inRunOrder(files.flatMap(({ stages }) => stages)) }
}
