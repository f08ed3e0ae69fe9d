import type { Kernels } from "../kernels/kernels.ts"
import { type WorkMeter, workCost } from "../meter.ts"
import { type Binned, histogramWidth } from "./bins.ts"

/**
 * Buffers one tree after another is grown in. Gradients are whole numbers of a step (a power of two), and one float64 carries
 * a row's gradient and its count: `unit + gradient`. Sums of them stay below 2^53 and are exact, so histograms do not depend on
 * the order of rows, differences of histograms leave no dust, counts are exact, and any split of the work over threads gives
 * the same bits.
 *
 * The buffers lie in the memory of the bins' kernels; a newer workspace on the same bins takes the place of an older one.
 */
export interface Workspace {
  readonly binned: Binned
  readonly kernels: Kernels
  /** 1 when every row's hessian is its count, 2 when a second number per bin carries the hessian */
  readonly lanes: 1 | 2
  readonly meter: WorkMeter
  /**
   * Lists of rows, each rows long. The first holds the rows a tree is grown on; a node's rows are one range of one of the three,
   * and those of its children the same range of another.
   */
  readonly lists: readonly [Int32Array, Int32Array, Int32Array]
  /** By row: the gradient, after `packGradients` the packed number, and with two lanes the hessian behind it; rows x lanes. */
  readonly pulls: Float64Array
  /** slots x width x lanes */
  readonly histograms: Float64Array
  readonly slots: number
  /** All features, and those drawn for a tree or a node. */
  readonly drawnFeatures: Int32Array
  readonly scale: Scale
  /** What was taken of the memory up to the workspace's end. */
  readonly mark: number
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
  const { rows, kernels, columns, starts } = binned
  const { memory } = kernels
  const slotLength = slotLengthOf(binned, lanes)
  const slots = Math.max(3, Math.min(leaves + 1, Math.floor(maxHistogramBytes / (8 * slotLength))))
  const pulls = memory.numbers(rows * lanes)
  const ordered = memory.numbers(rows * lanes)
  const histograms = memory.numbers(slots * slotLength)
  const { directions, codes } = binned
  kernels.use({
    ...{ lanes, columns, starts, pulls, ordered, histograms, leaves },
    ...(directions === undefined ? {} : { directions }),
    ...(codes === undefined ? {} : { codes }),
  })
  const lists = [memory.integers(rows), memory.integers(rows), memory.integers(rows)] as const
  const drawnFeatures = memory.integers(columns.length)
  const scale = { unit: 1, gradientStep: 1, hessianStep: 1 }
  const mark = memory.mark()
  return { binned, kernels, lanes, meter, lists, pulls, histograms, slots, drawnFeatures, scale, mark }
}

/** Numbers a histogram takes; even, so that pairs of them can be read at once. */
export function slotLengthOf(binned: Binned, lanes: 1 | 2): number {
  return Math.max(2, 2 * Math.ceil((histogramWidth(binned) * lanes) / 2))
}

/**
 * Turn the gradients (and hessians) of the first `sampled` rows of the first list into packed whole steps, in place.
 *
 * @param repeats by row, how often a row counts; 1 each when absent
 * @returns sums over the rows; undefined when there is no gradient left to follow
 */
export function packGradients(space: Workspace, sampled: number, repeats?: Uint8Array): RootSums | undefined {
  const { kernels, lists, scale, lanes, meter } = space
  const rows = lists[0].subarray(0, sampled)
  const { absolute, count, hessian } = kernels.measure(rows, repeats)
  if (!(absolute > smallestGradient)) return undefined
  const unit = 2 ** (52 - Math.ceil(Math.log2(count + 1)))
  const perGradient = powerBelow((unit / 2 - count) / absolute)
  const perHessian = lanes === 2 ? powerBelow((2 ** 51 - count) / Math.max(hessian, smallestGradient)) : 1
  const sums = kernels.pack(rows, { unit, perGradient, perHessian }, repeats)
  scale.unit = unit
  scale.gradientStep = 1 / perGradient
  scale.hessianStep = 1 / perHessian
  meter.spent += sampled * workCost.gradientRow
  const counted = Math.floor(sums.packed / unit + 0.5)
  return {
    sampled,
    count: counted,
    gradient: sums.packed - counted * unit,
    hessian: lanes === 2 ? sums.hessian : counted,
  }
}

/** Rows a tree is grown on, and their sums in whole steps. */
export interface RootSums {
  readonly sampled: number
  readonly count: number
  readonly gradient: number
  readonly hessian: number
}

/** Largest power of two not above `value`: scaling by it is exact, and the last bits of a sum do not change it. */
function powerBelow(value: number): number {
  double[0] = value
  words[0] = 0
  words[1]! &= 0x7ff00000
  return double[0]
}

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)

/** Sum of absolute gradients below which they are rounding noise. */
const smallestGradient = 1e-290
/** Room for the histograms of open leaves; beyond it the least promising leaf gives its histogram up. */
const maxHistogramBytes = 192 * 1024 * 1024
