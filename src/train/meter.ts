/**
 * Work done, counted instead of timed. The plan follows it, so that the same input gives the same model on every machine;
 * the seconds are those of a slow core, so that the plan also holds there.
 */
export interface WorkMeter {
  /** Nanoseconds of the reference core so far. */
  spent: number
}

export function newMeter(): WorkMeter {
  return { spent: 0 }
}

/** @returns seconds that counted work takes on a slow core */
export function nominalSeconds(spent: number): number {
  return (spent * slowness) / 1e9
}

/** Nanoseconds of the reference core for one unit of each kind of work; measured, rounded up. */
export const workCost = {
  histogramUpdate: 1,
  histogramPair: 1.5,
  scannedBin: 3,
  clearedBin: 0.5,
  /** What a node and each of its features cost however few rows it has. */
  treeNode: 1200,
  nodeFeature: 100,
  partitionedRow: 5,
  gradientRow: 6,
  bootstrapRow: 25,
  /** A row of a node of a forest, for each drawn feature; what a drawn feature costs besides, and a node. */
  forestCell: 2,
  forestNodeFeature: 100,
  forestNode: 500,
  /** The same where cuts are drawn at random. */
  cutCell: 0.625,
  cutNodeFeature: 20,
  cutNode: 200,
  renewedRow: 30,
  exponentialRow: 12,
  walkedRow: 20,
  multiplyAdd: 0.8,
  gatheredValue: 3,
  binnedValue: 60,
} as const

/** How much slower than the reference core a slow continuous-integration core is taken to be. */
const slowness = 3
