import { existsSync } from "node:fs"
import { sep } from "node:path"
import { nearest } from "../../base/index.ts"
import { pointerPathOf } from "../../version/index.ts"
import { cycleFound, outputsOverlap, unknownStage } from "../errors.ts"
import type { Pipeline, Stage } from "../load/stage.ts"
import { stagesNamed } from "./stages-named.ts"

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

/** Which stages a run takes; without targets all. */
export interface Selection {
  /** Addresses of stages, of a repeated stage for all of its kind, or a `dvc.yaml` for all of its stages. */
  readonly targets?: readonly string[] | undefined
  /** Absolute folder that targets are written from; what none fits there is taken from the root. */
  readonly folder?: string | undefined
  /** The targets alone, in place of the targets and what they depend on. */
  readonly single?: boolean | undefined
  /** The targets and what depends on them. */
  readonly downstream?: boolean | undefined
}

/**
 * The stages a run takes, in run order.
 *
 * @throws pipeline.unknown-stage
 */
export function selectStages(pipeline: Pipeline, selection: Selection): readonly Stage[] {
  const { targets = [], folder, single, downstream } = selection
  if (targets.length === 0) return pipeline.stages
  const names = pipeline.stages.map(({ name }) => name)
  const wanted = new Set<Stage>()
  const nextTo = (stage: Stage): readonly Stage[] => {
    if (single === true) return []
    // A frozen stage takes nothing anew, so that what it reads need not be made.
    if (downstream !== true) return stage.frozen ? [] : upstreamOf(stage, pipeline.stages)
    return pipeline.stages.filter((other) => upstreamOf(other, pipeline.stages).includes(stage))
  }
  const add = (stage: Stage): void => {
    if (wanted.has(stage)) return
    wanted.add(stage)
    for (const other of nextTo(stage)) add(other)
  }
  for (const target of targets) {
    const stages = stagesNamed(pipeline, target, folder)
    if (stages.length === 0) throw unknownStage(target, nearest(target, names), names)
    for (const stage of stages) add(stage)
  }
  return pipeline.stages.filter((stage) => wanted.has(stage))
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
