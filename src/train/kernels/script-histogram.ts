import type { Buffers, PrepareJob } from "./kernels.ts"

/** Sum the rows of a job into the bins of its slot, from zero. */
export function buildHistogram(buffers: Buffers, job: PrepareJob): void {
  const { histograms, starts, lanes } = buffers
  for (const feature of job.features) {
    histograms.fill(0, job.built + starts[feature]! * lanes, job.built + starts[feature + 1]! * lanes)
  }
  gather(buffers, job.rows)
  if (lanes === 1) addPacked(buffers, job)
  else addPairs(buffers, job)
}

/** `other` := `other` - `built`, bin by bin; exact, because all sums are whole numbers. */
export function subtractHistogram({ histograms, starts, lanes }: Buffers, job: PrepareJob, other: number): void {
  const away = job.built - other
  for (const feature of job.features) {
    const to = other + starts[feature + 1]! * lanes
    for (let at = other + starts[feature]! * lanes; at < to; at++) {
      histograms[at] = histograms[at]! - histograms[at + away]!
    }
  }
}

function gather({ pulls, ordered, lanes }: Buffers, rows: Int32Array): void {
  if (lanes === 1) {
    for (let at = 0; at < rows.length; at++) ordered[at] = pulls[rows[at]!]!
    return
  }
  for (let at = 0; at < rows.length; at++) {
    ordered[2 * at] = pulls[2 * rows[at]!]!
    ordered[2 * at + 1] = pulls[2 * rows[at]! + 1]!
  }
}

/** Four features a pass, so that a row's number and gradient are read once for all four. */
function addPacked({ histograms, ordered, columns, starts }: Buffers, { features, rows, built }: PrepareJob): void {
  let next = 0
  for (; next + 3 < features.length; next += 4) {
    const [one, two, three, four] = [features[next]!, features[next + 1]!, features[next + 2]!, features[next + 3]!]
    const [columnOne, columnTwo] = [columns[one]!, columns[two]!]
    const [columnThree, columnFour] = [columns[three]!, columns[four]!]
    const [baseOne, baseTwo] = [built + starts[one]!, built + starts[two]!]
    const [baseThree, baseFour] = [built + starts[three]!, built + starts[four]!]
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!
      const number = ordered[at]!
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
    const from = built + starts[features[next]!]!
    for (let at = 0; at < rows.length; at++) {
      const bin = from + column[rows[at]!]!
      histograms[bin] = histograms[bin]! + ordered[at]!
    }
  }
}

/** Two features a pass; each bin is the packed number and behind it the hessian. */
function addPairs({ histograms, ordered, columns, starts }: Buffers, { features, rows, built }: PrepareJob): void {
  let next = 0
  for (; next + 1 < features.length; next += 2) {
    const [one, two] = [features[next]!, features[next + 1]!]
    const [columnOne, columnTwo] = [columns[one]!, columns[two]!]
    const [baseOne, baseTwo] = [built + 2 * starts[one]!, built + 2 * starts[two]!]
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!
      const number = ordered[2 * at]!
      const curvature = ordered[2 * at + 1]!
      const binOne = baseOne + 2 * columnOne[row]!
      const binTwo = baseTwo + 2 * columnTwo[row]!
      histograms[binOne] = histograms[binOne]! + number
      histograms[binOne + 1] = histograms[binOne + 1]! + curvature
      histograms[binTwo] = histograms[binTwo]! + number
      histograms[binTwo + 1] = histograms[binTwo + 1]! + curvature
    }
  }
  if (next === features.length) return
  const column = columns[features[next]!]!
  const from = built + 2 * starts[features[next]!]!
  for (let at = 0; at < rows.length; at++) {
    const bin = from + 2 * column[rows[at]!]!
    histograms[bin] = histograms[bin]! + ordered[2 * at]!
    histograms[bin + 1] = histograms[bin + 1]! + ordered[2 * at + 1]!
  }
}
