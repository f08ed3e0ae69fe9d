import type { Random } from "../../base/index.ts"
import { scrambled } from "../kernels/draws.ts"
import { workCost } from "../meter.ts"
import { type Binned, histogramWidth } from "./bins.ts"
import { beginRound, fillGradients } from "./gradients.ts"
import { growTree } from "./grow.ts"
import { baseScores, linkOf, type Objective, type Scored } from "./objective.ts"
import type { Growth } from "./open-nodes.ts"
import { renewLeaves } from "./renew.ts"
import { addLeaves, addWalked, type GrownTree } from "./tree.ts"
import { packGradients, type Workspace } from "./workspace.ts"

export interface BoostParams {
  readonly learningRate: number
  readonly leaves: number
  readonly minLeaf: number
  readonly l2: number
  /** Share of the rows drawn for each tree. */
  readonly rowShare: number
  /** Share of the features drawn for each tree. */
  readonly featureShare: number
  /** Whether trees grow by the best leaf, as when it is absent, or level by level. */
  readonly growth?: Growth
}

/**
 * A boosting in the making on some rows; every round adds one tree per output. Its buffers lie in the memory of the workspace's
 * kernels, and live until a workspace is asked for again.
 */
export interface Booster {
  readonly space: Workspace
  readonly params: BoostParams
  readonly scored: Scored
  readonly train: Int32Array
  /** Rows only scored. */
  readonly watch: Int32Array
  readonly random: Random
  /** Train rows that sit the round out. */
  readonly resting: Int32Array
}

export interface BoosterStart {
  readonly objective: Objective
  /** rows of the workspace long */
  readonly target: Float64Array
  /** rows of the workspace long; how much each counts, the same when absent; wants two lanes */
  readonly weights?: Float64Array
  readonly outputs: number
  readonly train: Int32Array
  readonly watch: Int32Array
  readonly random: Random
}

export function newBooster(space: Workspace, params: BoostParams, start: BoosterStart): Booster {
  const { objective, target, weights, outputs, train, watch, random } = start
  const counted = weights === undefined ? { target } : { target, weights }
  const { memory } = space.kernels
  const base = baseScores(objective, counted, { rows: train, outputs })
  const held = memory.numbers(target.length)
  held.set(target)
  const shares = objective.kind === "softmax" ? perOutput(space, outputs) : []
  const scored = { objective, ...counted, target: held, base, scores: perOutput(space, outputs), shares }
  const watched = memory.integers(watch.length)
  watched.set(watch)
  const resting = memory.integers(params.rowShare < 1 ? train.length : 0)
  return { space, params, scored, train, watch: watched, random, resting }
}

/** Views of one buffer that lie behind each other. */
function perOutput({ kernels, binned }: Workspace, outputs: number): Float64Array[] {
  const all = kernels.memory.numbers(outputs * binned.rows)
  return Array.from({ length: outputs }, (_, output) => all.subarray(output * binned.rows, (output + 1) * binned.rows))
}

/** @returns nanoseconds of the reference core one round takes, before anything has been grown */
export function roundCost(binned: Binned, { leaves, featureShare, rowShare }: BoostParams, rounds: RoundShape): number {
  const features = binned.columns.length * featureShare
  const levels = Math.log2(Math.max(2, leaves))
  const cells = rounds.rows * rowShare * features * levels * workCost.histogramUpdate * (rounds.outputs > 1 ? 2 : 1)
  const scans = 2 * leaves * featureShare * histogramWidth(binned) * (workCost.scannedBin + workCost.clearedBin)
  return rounds.outputs * (cells + scans + rounds.rows * (levels * workCost.partitionedRow + workCost.walkedRow))
}

interface RoundShape {
  readonly rows: number
  readonly outputs: number
}

/**
 * Add one tree per output and update all scores.
 *
 * @returns the trees; undefined when there was no gradient left to follow
 */
export function boostRound(booster: Booster): GrownTree[] | undefined {
  const { space, params, scored, random } = booster
  const sampled = sampleRows(booster)
  const rows = space.lists[0].subarray(0, sampled)
  const resting = booster.resting.subarray(0, booster.train.length - sampled)
  const features = sampleFeatures(space.binned.columns.length, params.featureShare, random)
  const bound = linkOf(scored.objective) === "log" ? { largestStep: largestLogStep } : {}
  const rules = { ...params, ...bound, features, minHessian: smallestHessian, rate: params.learningRate }
  beginRound(space, scored, rows)
  const grown: GrownTree[] = []
  let moved = false
  for (const [output, scores] of scored.scores.entries()) {
    fillGradients(space, scored, { output, rows })
    const root = packGradients(space, sampled)
    const tree = growTree(space, rules, root)
    moved ||= root !== undefined
    renewLeaves(tree, space, { scored, rate: params.learningRate })
    addLeaves(tree, space, scores)
    addWalked(tree, { space, rows: resting }, scores)
    addWalked(tree, { space, rows: booster.watch }, scores)
    grown.push(tree)
  }
  return moved ? grown : undefined
}

/** Draw what rounds made elsewhere had drawn, so that the next round draws as if it followed them. */
export function redrawRounds(booster: Booster, rounds: number): void {
  const { params, random, space } = booster
  for (let round = 0; round < rounds; round++) {
    drawSeed(booster)
    sampleFeatures(space.binned.columns.length, params.featureShare, random)
  }
}

/** Of the rows of a round; undefined when it takes them all. */
function drawSeed({ params, train, random }: Booster): number | undefined {
  return params.rowShare >= 1 || train.length < fewestForSampling ? undefined : random.integer(2 ** 32)
}

/** Draw the rows of this round in ascending order into the first list; the others rest. */
function sampleRows(booster: Booster): number {
  const { space, params, train, resting } = booster
  const [drawn] = space.lists
  const seed = drawSeed(booster)
  if (seed === undefined) {
    drawn.set(train)
    return train.length
  }
  const limit = params.rowShare * 2 ** 32
  let sampled = 0
  for (let at = 0; at < train.length; at++) {
    const row = train[at]!
    drawn[sampled] = row
    resting[at - sampled] = row
    if (scrambled(seed + at) < limit) sampled += 1
  }
  return sampled
}

function sampleFeatures(count: number, share: number, random: Random): Int32Array {
  const all = Int32Array.from({ length: count }, (_, feature) => feature)
  const wanted = Math.max(1, Math.round(count * share))
  if (wanted >= count) return all
  for (let position = 0; position < wanted; position++) {
    const other = position + random.integer(count - position)
    const kept = all[position]!
    all[position] = all[other]!
    all[other] = kept
  }
  return all.subarray(0, wanted).sort()
}

const smallestHessian = 1e-3
/** A leaf of large counts where small ones were answered would otherwise step beyond what an exponential can hold. */
const largestLogStep = 4
/** Below this, drawing rows leaves too few to learn from. */
const fewestForSampling = 50
