import type { TrainSettings } from "../config.ts"
import type { Folds } from "../folds.ts"
import type { TrainEffects, TrainInput } from "../input.ts"
import type { Kernels } from "../kernels/kernels.ts"
import { openKernels } from "../kernels/open.ts"
import { newMeter } from "../meter.ts"
import { type Binned, binMatrix } from "../trees/bins.ts"
import { newWorkspace, type Workspace } from "../trees/workspace.ts"
import { onAverageOne } from "../weights.ts"
import type { Crew } from "./crew.ts"
import { type SearchLimits, searchLimits } from "./limits.ts"
import type { Worked } from "./spent.ts"

/** What every part of one search shares. */
export interface Session extends Worked {
  readonly input: TrainInput
  readonly settings: TrainSettings
  readonly effects: TrainEffects
  readonly folds: Folds
  /** All rows, ascending. */
  readonly rows: Int32Array
  /** 1 for regression and binary, the number of classes otherwise. */
  readonly outputs: number
  /** rows long; how much each counts in fits, 1 on average; absent when all count the same */
  readonly fitWeights?: Float64Array
  readonly limits: SearchLimits
  /** Made when the first tree needs it. */
  readonly trees: TreeGround
  readonly watch: Watch
  /** Absent where this thread fits all by itself. */
  readonly crew?: Crew
}

/** Bins and buffers, kept from tree to tree and from candidate to candidate. */
interface TreeGround {
  kernels?: Kernels
  binned?: Binned
  /** What the bins take of the kernels' memory. */
  mark?: number
  space?: Workspace
  leaves?: number
  /** The present fit has read them. */
  read?: boolean
}

/** The wall clock and the reader: neither changes what is learnt, only whether it goes on. */
interface Watch {
  started: number
  lastTurn: number
  lastTold: number
  /** What is being done, for people. */
  doing: string
  stoppedByClock: boolean
  /** Nothing more could be tried after the first fit. */
  tooSmall: boolean
  /** Candidates a person wanted tuned that there was no time for. */
  untried: number
}

export function newSession(parts: Pick<Session, "input" | "settings" | "effects" | "folds">): Session {
  const now = parts.effects.clock.elapsed()
  const { weights } = parts.input
  return {
    ...parts,
    rows: Int32Array.from({ length: parts.input.matrix.rows }, (_, row) => row),
    outputs: parts.input.task === "multiclass" ? parts.input.classes : 1,
    ...(weights === undefined ? {} : { fitWeights: onAverageOne(weights) }),
    limits: limitsOf(parts),
    meter: newMeter(),
    plan: { spent: 0, binsCounted: false },
    trees: {},
    watch: {
      started: now,
      lastTurn: now,
      lastTold: now,
      doing: "",
      stoppedByClock: false,
      tooSmall: false,
      untried: 0,
    },
  }
}

/**
 * Fits put together would each bring along all the trees that are gone on from; where the model knows the rows, they cannot tell one
 * candidate from another.
 */
function limitsOf({ settings, input }: Pick<Session, "settings" | "input">): SearchLimits {
  const limits = searchLimits(settings)
  const { start } = input
  if (start === undefined) return limits
  return { ...limits, members: 1, bags: 1, trials: start.knowsRows ? 1 : limits.trials }
}

export function binnedOf(session: Session): Binned {
  const { trees, input } = session
  trees.read = true
  if (trees.binned === undefined) {
    trees.kernels = openKernels({ ...needOf(session), threads: session.settings.threads })
    const { directions } = input
    trees.binned = binMatrix(directions === undefined ? input.matrix : { ...input.matrix, directions }, trees.kernels)
    trees.mark = trees.kernels.memory.mark()
  }
  return trees.binned
}

/**
 * A workspace with room for trees of so many leaves; the last one is used again when it fits. Whatever lay behind it, such as the
 * boosters of the last candidate, is gone.
 */
export function workspaceOf(session: Session, lanes: 1 | 2, leaves: number): Workspace {
  const { trees, meter } = session
  const binned = binnedOf(session)
  const { memory } = binned.kernels
  const kept = trees.space
  if (kept !== undefined && kept.lanes === lanes && (trees.leaves ?? 0) >= leaves) {
    memory.rewind(kept.mark)
    return kept
  }
  memory.rewind(trees.mark!)
  trees.space = newWorkspace({ binned, lanes, leaves }, meter)
  trees.leaves = leaves
  return trees.space
}

/** Let the threads of the search go. */
export function closeSession({ trees, crew }: Session): void {
  crew?.close()
  trees.kernels?.close()
}

/** What the trees will take, for the choice of kernels: bins, lists and pulls, and scores and targets of every fold. */
function needOf({ input, folds, outputs }: Session): { readonly cells: number; readonly bytes: number } {
  const { rows, features } = input.matrix
  const perRow = features.length + 12 + 32 + folds.folds.length * (8 + 16 * outputs + 8)
  return { cells: rows * features.length, bytes: rows * perRow + histogramRoom }
}

/** Bytes left for histograms, tables and the rounding of sizes. */
const histogramRoom = 256 * 1024 * 1024
