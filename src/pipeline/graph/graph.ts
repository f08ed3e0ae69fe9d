import { existsSync } from "node:fs"
import { sep } from "node:path"
import { pointerPathOf } from "../../version/index.ts"
import { cycleFound, outputsOverlap } from "../errors.ts"
import type { Stage } from "../load/stage.ts"

/**
 * The stages so that each comes after those whose outputs it reads; otherwise in their own order.
 *
 * @throws pipeline.cycle
 */
export function inRunOrder(stages: readonly Stage[]): readonly Stage[] {
  const ordered: Stage[] = []
  const done = new Set<Stage>()
  const visit = (stage: Stage, path: readonly Stage[]): void => {
    if (done.has(stage)) return
    const start = path.indexOf(stage)
    if (start !== -1) throw cycleFound([...path.slice(start), stage].map(({ name }) => name))
    for (const before of upstreamOf(stage, stages)) visit(before, [...path, stage])
    done.add(stage)
    ordered.push(stage)
  }
  for (const stage of stages) visit(stage, [])
  return ordered
}

/**
 * No path may be written by two stages, nor by a stage and a `.dvc` file.
 *
 * @throws pipeline.outputs-overlap
 */
export function checkOutputs(stages: readonly Stage[]): void {
  const outputs = stages.flatMap((stage) => stage.outs.map((out) => ({ ...out, owner: `stage "${stage.name}"` })))
  for (const [index, first] of outputs.entries()) {
    const second = outputs.find((other, place) => place > index && touches(first.file, other.file))
    if (second !== undefined) throw outputsOverlap(pick(first), pick(second))
    if (existsSync(pointerPathOf(first.file)))
      throw outputsOverlap(pick(first), { owner: `"${pointerPathOf(first.path)}"`, path: first.path })
  }
}

/** Whether one path is the other or lies in it. */
export function touches(first: string, second: string): boolean {
  return first === second || first.startsWith(second + sep) || second.startsWith(first + sep)
}

/** The stages whose outputs a stage reads. */
export function upstreamOf(stage: Stage, stages: readonly Stage[]): readonly Stage[] {
  const read = [...stage.deps, ...stage.params]
  return stages.filter((other) => other.outs.some((out) => read.some((path) => touches(path.file, out.file))))
}

function pick({ owner, path }: { readonly owner: string; readonly path: string }) {
  return { owner, path }
}
