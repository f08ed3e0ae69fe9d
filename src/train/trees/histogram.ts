import { workCost } from "../meter.ts"
import type { Workspace } from "./workspace.ts"

/** Rows `index[start]` to `index[end - 1]`. */
export interface RowRange {
  readonly start: number
  readonly end: number
}

/** Where a histogram lies and over which binned features it goes. */
export interface HistogramPlace {
  readonly slot: number
  /** Positions in `binned.columns`. */
  readonly features: Int32Array
}

/** Sum the rows of a range into the bins of a slot, from zero. */
export function buildHistogram(space: Workspace, place: HistogramPlace, range: RowRange): void {
  space.meter.spent += place.features.length * workCost.nodeFeature
  clearHistogram(space, place)
  gather(space, range)
  if (space.lanes === 1) addPacked(space, place, range)
  else addPairs(space, place, range)
}

/** `larger` := `larger` - `smaller`, bin by bin; exact, because all sums are whole numbers. */
export function subtractHistogram(space: Workspace, larger: HistogramPlace, smallerSlot: number): void {
  const { histograms, binned, lanes } = space
  const width = binned.starts[binned.starts.length - 1]! * lanes
  const away = (smallerSlot - larger.slot) * width
  for (const feature of larger.features) {
    const from = larger.slot * width + binned.starts[feature]! * lanes
    const to = larger.slot * width + binned.starts[feature + 1]! * lanes
    for (let at = from; at < to; at++) histograms[at] = histograms[at]! - histograms[at + away]!
    space.meter.spent += (to - from) * workCost.clearedBin
  }
}

function clearHistogram(space: Workspace, { slot, features }: HistogramPlace): void {
  const { histograms, binned, lanes } = space
  const width = binned.starts[binned.starts.length - 1]!
  for (const feature of features) {
    const from = (slot * width + binned.starts[feature]!) * lanes
    const to = (slot * width + binned.starts[feature + 1]!) * lanes
    histograms.fill(0, from, to)
    space.meter.spent += (to - from) * workCost.clearedBin
  }
}

function gather(space: Workspace, { start, end }: RowRange): void {
  const { index, packed, hessian, orderedPacked, orderedHessian } = space
  for (let at = start; at < end; at++) orderedPacked[at] = packed[index[at]!]!
  if (space.lanes === 1) return
  for (let at = start; at < end; at++) orderedHessian[at] = hessian[index[at]!]!
}

/** Four features a pass, so that a row's number and gradient are read once for all four. */
function addPacked(space: Workspace, { slot, features }: HistogramPlace, { start, end }: RowRange): void {
  const { histograms, index, orderedPacked, binned } = space
  const { columns, starts } = binned
  const base = slot * starts[starts.length - 1]!
  let next = 0
  for (; next + 3 < features.length; next += 4) {
    const [one, two, three, four] = [features[next]!, features[next + 1]!, features[next + 2]!, features[next + 3]!]
    const [columnOne, columnTwo, columnThree, columnFour] = [
      columns[one]!,
      columns[two]!,
      columns[three]!,
      columns[four]!,
    ]
    const [baseOne, baseTwo] = [base + starts[one]!, base + starts[two]!]
    const [baseThree, baseFour] = [base + starts[three]!, base + starts[four]!]
    for (let at = start; at < end; at++) {
      const row = index[at]!
      const number = orderedPacked[at]!
      const binOne = baseOne + columnOne[row]!
      const binTwo = baseTwo + columnTwo[row]!
      const binThree = baseThree + columnThree[row]!
      const binFour = baseFour + columnFour[row]!
      histograms[binOne] = histograms[binOne]! + number
      histograms[binTwo] = histograms[binTwo]! + number
      histograms[binThree] = histograms[binThree]! + number
      histograms[binFour] = histograms[binFour]! + number
    }
  }
  for (; next < features.length; next++) {
    const column = columns[features[next]!]!
    const from = base + starts[features[next]!]!
    for (let at = start; at < end; at++) {
      const bin = from + column[index[at]!]!
      histograms[bin] = histograms[bin]! + orderedPacked[at]!
    }
  }
  space.meter.spent += (end - start) * features.length * workCost.histogramUpdate
}

/** Two features a pass; each bin is the packed number and behind it the hessian. */
function addPairs(space: Workspace, { slot, features }: HistogramPlace, { start, end }: RowRange): void {
  const { histograms, index, orderedPacked, orderedHessian, binned } = space
  const { columns, starts } = binned
  const base = slot * starts[starts.length - 1]!
  let next = 0
  for (; next + 1 < features.length; next += 2) {
    const [one, two] = [features[next]!, features[next + 1]!]
    const [columnOne, columnTwo] = [columns[one]!, columns[two]!]
    const [baseOne, baseTwo] = [2 * (base + starts[one]!), 2 * (base + starts[two]!)]
    for (let at = start; at < end; at++) {
      const row = index[at]!
      const number = orderedPacked[at]!
      const curvature = orderedHessian[at]!
      const binOne = baseOne + 2 * columnOne[row]!
      const binTwo = baseTwo + 2 * columnTwo[row]!
      histograms[binOne] = histograms[binOne]! + number
      histograms[binOne + 1] = histograms[binOne + 1]! + curvature
      histograms[binTwo] = histograms[binTwo]! + number
      histograms[binTwo + 1] = histograms[binTwo + 1]! + curvature
    }
  }
  if (next < features.length) {
    const column = columns[features[next]!]!
    const from = 2 * (base + starts[features[next]!]!)
    for (let at = start; at < end; at++) {
      const bin = from + 2 * column[index[at]!]!
      histograms[bin] = histograms[bin]! + orderedPacked[at]!
      histograms[bin + 1] = histograms[bin + 1]! + orderedHessian[at]!
    }
  }
  space.meter.spent += (end - start) * features.length * workCost.histogramPair
}
