import { type WorkMeter, workCost } from "../meter.ts"
import { type Binned, histogramWidth } from "./bins.ts"

/**
 * Buffers one tree after another is grown in. Gradients are whole numbers of a step (a power of two), and one float64 carries
 * a row's gradient and its count: `unit + gradient`. Sums of them stay below 2^53 and are exact, so histograms do not depend on
 * the order of rows, differences of histograms leave no dust, counts are exact, and any split of the work over threads gives
 * the same bits.
 */
export interface Workspace {
  readonly binned: Binned
  /** 1 when every row's hessian is its count, 2 when a second number per bin carries the hessian */
  readonly lanes: 1 | 2
  readonly meter: WorkMeter
  /** Rows in leaf order: each leaf is one range; rows long. */
  readonly index: Int32Array
  /** Right-hand rows during a partition; rows long. */
  readonly scratch: Int32Array
  /** By row: the gradient, and after `packGradients` the packed number; rows long. */
  readonly packed: Float64Array
  /** By row: the hessian, and after `packGradients` whole steps of it; empty with one lane. */
  readonly hessian: Float64Array
  /** The same two in leaf order, for the leaf whose histogram is being built. */
  readonly orderedPacked: Float64Array
  readonly orderedHessian: Float64Array
  /** slots x width x lanes */
  readonly histograms: Float64Array
  readonly slots: number
  readonly scale: Scale
}

/** How packed numbers read, for the tree being grown. */
export interface Scale {
  /** What one row's count adds to a packed sum. */
  unit: number
  /** Gradient of one step. */
  gradientStep: number
  /** Hessian of one step; 1 with one lane, where the hessian is the count. */
  hessianStep: number
}

export interface WorkspaceShape {
  readonly binned: Binned
  readonly lanes: 1 | 2
  /** Most leaves of a tree, for the number of histograms kept. */
  readonly leaves: number
}

export function newWorkspace({ binned, lanes, leaves }: WorkspaceShape, meter: WorkMeter): Workspace {
  const { rows } = binned
  const second = lanes === 2 ? rows : 0
  const slotLength = Math.max(1, histogramWidth(binned) * lanes)
  const slots = Math.max(3, Math.min(leaves + 1, Math.floor(maxHistogramBytes / (8 * slotLength))))
  return {
    binned,
    lanes,
    meter,
    index: new Int32Array(rows),
    scratch: new Int32Array(rows),
    packed: new Float64Array(rows),
    hessian: new Float64Array(second),
    orderedPacked: new Float64Array(rows),
    orderedHessian: new Float64Array(second),
    histograms: new Float64Array(slots * slotLength),
    slots,
    scale: { unit: 1, gradientStep: 1, hessianStep: 1 },
  }
}

/**
 * Turn the gradients (and hessians) of the first `sampled` rows of `index` into packed whole steps, in place.
 *
 * @param repeats by row, how often a row counts; 1 each when absent
 * @returns false when there is no gradient left to follow
 */
export function packGradients(space: Workspace, sampled: number, repeats?: Uint8Array): boolean {
  const { index, packed, scale, lanes, hessian } = space
  let total = 0
  let count = 0
  for (let at = 0; at < sampled; at++) {
    const row = index[at]!
    const times = repeats === undefined ? 1 : repeats[row]!
    total += times * Math.abs(packed[row]!)
    count += times
  }
  if (!(total > smallestGradient)) return false
  const unit = 2 ** (52 - Math.ceil(Math.log2(count + 1)))
  const perGradient = powerBelow((unit / 2 - count) / total)
  for (let at = 0; at < sampled; at++) {
    const row = index[at]!
    const times = repeats === undefined ? 1 : repeats[row]!
    packed[row] = times * (unit + Math.floor(packed[row]! * perGradient + 0.5))
  }
  scale.unit = unit
  scale.gradientStep = 1 / perGradient
  scale.hessianStep = lanes === 2 ? packHessian(hessian, index, sampled) : 1
  space.meter.spent += sampled * workCost.gradientRow
  return true
}

function packHessian(hessian: Float64Array, index: Int32Array, sampled: number): number {
  let total = 0
  for (let at = 0; at < sampled; at++) total += hessian[index[at]!]!
  const perHessian = powerBelow((2 ** 51 - sampled) / Math.max(total, smallestGradient))
  for (let at = 0; at < sampled; at++) {
    const row = index[at]!
    hessian[row] = Math.floor(hessian[row]! * perHessian + 0.5)
  }
  return 1 / perHessian
}

/** Largest power of two not above `value`: scaling by it is exact, and the last bits of a sum do not change it. */
function powerBelow(value: number): number {
  return 2 ** Math.floor(Math.log2(value))
}

/** Sum of absolute gradients below which they are rounding noise. */
const smallestGradient = 1e-290
/** Room for the histograms of open leaves; beyond it the least promising leaf gives its histogram up. */
const maxHistogramBytes = 192 * 1024 * 1024
