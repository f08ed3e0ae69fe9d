import type {
  Buffers,
  Kernels,
  LeafRows,
  Memory,
  Parted,
  PartitionJob,
  Prepared,
  PrepareJob,
  WalkedTree,
} from "./kernels.ts"
import { fillLogistic, fillShares, fillSoftmax, fillSquared, measure, pack } from "./script-gradients.ts"
import { buildHistogram, subtractHistogram } from "./script-histogram.ts"
import { scanHistogram } from "./script-scan.ts"

/** The loops in TypeScript: the reference of what they do, and the way for tables too large for the memory of WebAssembly. */
export function scriptKernels(): Kernels {
  let buffers: Buffers | undefined
  const used = (): Buffers => {
    if (buffers === undefined) throw new Error("kernels are used before their buffers are named")
    return buffers
  }
  return {
    memory: separateBuffers,
    use: (given) => {
      buffers = given
    },
    assignBins,
    fillSquared: (rows, output) => fillSquared(used(), rows, output),
    fillLogistic: (rows, output) => fillLogistic(used(), rows, output),
    fillShares,
    fillSoftmax: (rows, job) => fillSoftmax(used(), rows, job),
    measure: (rows, repeats) => measure(used(), rows, repeats),
    pack: (rows, scale, repeats) => pack(used(), rows, { ...scale, repeats }),
    prepare: (job) => prepare(used(), job),
    partition,
    addLeaves,
    walk: (tree, rows, scores) => walkTree({ tree, columns: used().columns }, rows, scores),
    grove: () => undefined,
    close: () => undefined,
  }
}

const separateBuffers: Memory = {
  bytes: (length) => new Uint8Array(length),
  integers: (length) => new Int32Array(length),
  numbers: (length) => new Float64Array(length),
  mark: () => 0,
  rewind: () => undefined, // what nobody holds is collected
}

function prepare(buffers: Buffers, job: PrepareJob): Prepared {
  buildHistogram(buffers, job)
  const { features, limits, built, other, builtNode, otherNode } = job
  if (other !== undefined) subtractHistogram(buffers, job, other)
  return {
    built: builtNode && scanHistogram(buffers, { features, limits, slot: built }, builtNode),
    other:
      other === undefined
        ? undefined
        : otherNode && scanHistogram(buffers, { features, limits, slot: other }, otherNode),
  }
}

function assignBins(column: Float32Array, edges: Float32Array, bins: Uint8Array): void {
  const rows = column.length
  const count = edges.length
  for (let row = 0; row < rows; row++) {
    const value = column[row]!
    if (Number.isNaN(value)) {
      bins[row] = 0
      continue
    }
    let low = 0
    let high = count
    while (low < high) {
      const middle = (low + high) >> 1
      if (edges[middle]! < value) low = middle + 1
      else high = middle
    }
    bins[row] = low + 1
  }
}

/**
 * Without a branch on the data: each row is written at both cursors and the comparison moves one of them. Shifting bins by one
 * turns missing (0) into 255, which puts it behind every cut.
 */
function partition({ rows, target, column, cut, missingLeft }: PartitionJob): Parted {
  const shift = 1 - missingLeft
  const limit = cut - shift + 1
  let left = 0
  let right = rows.length - 1
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const goesLeft = (((column[row]! - shift) & 255) - limit) >>> 31
    target[left] = row
    target[right] = row
    left += goesLeft
    right -= 1 - goesLeft
  }
  return { left, inSpare: false }
}

function addLeaves(leaves: readonly LeafRows[], scores: Float64Array): void {
  for (const { rows, value } of leaves) {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!
      scores[row] = scores[row]! + value
    }
  }
}

interface WalkOver {
  readonly tree: WalkedTree
  readonly columns: readonly Uint8Array[]
}

/** Also of trees that split by sets of bins. */
export function walkTree({ tree, columns }: WalkOver, rows: Int32Array, scores: Float64Array): void {
  const { feature, cut, missingLeft, right, value, subsets } = tree
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    let node = 0
    for (let split = feature[0]!; split >= 0; split = feature[node]!) {
      const bin = columns[split]![row]!
      const members = subsets?.get(node)
      const goesLeft =
        members !== undefined ? members[bin] === 1 : bin === 0 ? missingLeft[node] === 1 : bin <= cut[node]!
      node = goesLeft ? node + 1 : right[node]!
    }
    scores[row] = scores[row]! + value[node]!
  }
}
