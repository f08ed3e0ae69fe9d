import { existsSync, statSync } from "node:fs"
import { resolve, sep } from "node:path"
import { nearest } from "../../base/index.ts"
import { noStageMatches, unknownStage } from "../errors.ts"
import { pointersOf } from "../load/sources.ts"
import type { Pipeline, Stage } from "../load/stage.ts"
import { upstreamOf } from "./graph.ts"
import { stagesLike, stagesNamed } from "./stages-named.ts"

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
  /** All that hangs together with the targets, whatever the direction; goes before `single` and `downstream`, as in DVC. */
  readonly pipelines?: boolean | undefined
  /** A target that is a folder stands for the stages of every `dvc.yaml` below it. */
  readonly recursive?: boolean | undefined
  /** The names of stages in targets are patterns with `*`, `?` and `[]`. */
  readonly glob?: boolean | undefined
}

/**
 * The stages a run takes, in run order.
 *
 * @throws pipeline.unknown-stage, pipeline.pattern-matches-nothing
 */
export function selectStages(pipeline: Pipeline, selection: Selection): readonly Stage[] {
  const { targets = [] } = selection
  if (targets.length === 0) return pipeline.stages
  const wanted = new Set<Stage>()
  const next = nextTo(pipeline, selection)
  const add = (stage: Stage): void => {
    if (wanted.has(stage)) return
    wanted.add(stage)
    for (const other of next(stage)) add(other)
  }
  for (const target of targets) for (const stage of targeted(pipeline, target, selection)) add(stage)
  return pipeline.stages.filter((stage) => wanted.has(stage))
}

/** The `.dvc` files among the targets, absolute: they are no stages, and are brought in line with their data. */
export function pointersAmong({ root }: Pipeline, { targets = [], folder = root }: Selection): readonly string[] {
  const paths = targets.filter((target) => target.endsWith(".dvc")).map((target) => resolve(folder, target))
  return paths.filter((path) => existsSync(path))
}

function targeted(pipeline: Pipeline, target: string, selection: Selection): readonly Stage[] {
  const { folder = pipeline.root, recursive, glob } = selection
  if (recursive === true && statSync(resolve(folder, target), { throwIfNoEntry: false })?.isDirectory() === true)
    return pipeline.stages.filter(({ file }) => file.startsWith(`${resolve(folder, target)}${sep}`))
  const [pointer] = pointersAmong(pipeline, { targets: [target], folder })
  if (pointer !== undefined) {
    const isRead = selection.downstream === true || selection.pipelines === true
    return isRead ? pipeline.stages.filter((stage) => sourcesOf(stage, pipeline).includes(pointer)) : []
  }
  const found = glob === true ? stagesLike(pipeline, target, folder) : stagesNamed(pipeline, target, folder)
  if (found.length > 0) return found
  const names = pipeline.stages.map(({ name }) => name)
  throw glob === true ? noStageMatches(target, names) : unknownStage(target, nearest(target, names), names)
}

function nextTo(pipeline: Pipeline, { single, downstream, pipelines }: Selection): (stage: Stage) => readonly Stage[] {
  const { stages } = pipeline
  // A frozen stage takes nothing anew, so that what it reads need not be made.
  const before = (stage: Stage): readonly Stage[] => (stage.frozen ? [] : upstreamOf(stage, stages))
  const after = (stage: Stage): readonly Stage[] => stages.filter((other) => upstreamOf(other, stages).includes(stage))
  if (pipelines === true) {
    const sources = new Map(stages.map((stage) => [stage, stage.frozen ? [] : sourcesOf(stage, pipeline)]))
    const beside = (stage: Stage): readonly Stage[] =>
      stages.filter((other) => sources.get(other)!.some((path) => sources.get(stage)!.includes(path)))
    return (stage) => [...before(stage), ...after(stage).filter(({ frozen }) => !frozen), ...beside(stage)]
  }
  if (single === true) return () => []
  return downstream === true ? after : before
}

/** The `.dvc` files of what a stage reads: they belong to its pipeline. */
function sourcesOf({ deps }: Stage, { root }: Pipeline): readonly string[] {
  return deps.flatMap(({ file, isOutside }) => (isOutside === true ? [] : pointersOf(file, root)))
}
