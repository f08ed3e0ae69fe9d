import { relative } from "node:path"
import { trackersBelow } from "../../version/index.ts"
import type { Pipeline, Stage } from "../load/stage.ts"
import { touches, upstreamOf } from "./graph.ts"
import { selectStages } from "./select-stages.ts"

/** What stands on what: stages by their address and `.dvc` files, or their outputs. */
export interface Dag {
  readonly nodes: readonly string[]
  /** From what is read to what reads it. */
  readonly edges: readonly (readonly [from: string, to: string])[]
}

export interface DagOptions {
  /** A stage; it and what it stands on. Everything when left out. */
  readonly target?: string | undefined
  /** Absolute folder that the target is written from. */
  readonly folder?: string | undefined
  /** All that hangs together with the target, in place of what it stands on. */
  readonly full?: boolean | undefined
  /** Stages that `foreach` or `matrix` made are one node, by the name they were made from. */
  readonly collapse?: boolean | undefined
  /** Outputs in place of stages. */
  readonly outs?: boolean | undefined
}

/**
 * @throws pipeline.unknown-stage, and those of `readPointer`
 */
export async function dagOf(
  pipeline: Pipeline,
  { target, folder, outs, full, collapse }: DagOptions = {},
): Promise<Dag> {
  const stages =
    target === undefined ? pipeline.stages : selectStages(pipeline, { targets: [target], folder, pipelines: full })
  const sources = (await sourcesOf(pipeline.root)).filter(
    ({ files }) => target === undefined || stages.some((stage) => readsOf(stage, files)),
  )
  if (outs === true) return outputDag(pipeline.root, stages, sources)
  const fromSources = sources.flatMap(({ name, files }) =>
    stages.filter((stage) => readsOf(stage, files)).map((stage) => [name, stage.name] as const),
  )
  const fromStages = stages.flatMap((stage) =>
    upstreamOf(stage, stages).map((before) => [before.name, stage.name] as const),
  )
  const dag = { nodes: [...sources, ...stages].map(({ name }) => name), edges: [...fromSources, ...fromStages] }
  return collapse === true ? collapsed(dag, stages) : dag
}

function collapsed({ nodes, edges }: Dag, stages: readonly Stage[]): Dag {
  const groups = new Map(stages.map(({ name, group }) => [name, group ?? name]))
  const nameOf = (node: string): string => groups.get(node) ?? node
  const joined = new Map(
    edges
      .map(([from, to]) => [nameOf(from), nameOf(to)] as const)
      .filter(([from, to]) => from !== to)
      .map((edge) => [edge.join("\0"), edge]),
  )
  return { nodes: [...new Set(nodes.map(nameOf))], edges: [...joined.values()] }
}

interface Source {
  /** Path of the `.dvc` file from the root. */
  readonly name: string
  /** Absolute paths of the data. */
  readonly files: readonly string[]
}

async function sourcesOf(root: string): Promise<readonly Source[]> {
  const { pointers } = await trackersBelow(root)
  return pointers.map(({ path, outs }) => ({ name: relative(root, path), files: outs.map(({ file }) => file) }))
}

function readsOf(stage: Stage, files: readonly string[]): boolean {
  return [...stage.deps, ...stage.params].some((read) => files.some((file) => touches(read.file, file)))
}

function outputDag(root: string, stages: readonly Stage[], sources: readonly Source[]): Dag {
  const made = [...sources.flatMap(({ files }) => files), ...stages.flatMap(({ outs }) => outs.map(({ file }) => file))]
  const edges = stages.flatMap((stage) => {
    const read = made.filter((file) => readsOf(stage, [file]))
    return stage.outs.flatMap((out) => read.map((file) => [relative(root, file), relative(root, out.file)] as const))
  })
  return { nodes: made.map((file) => relative(root, file)), edges }
}
