import type { TreesEstimator } from "./estimator.ts"

/** Adds the leaves of the first `count` rows to the sums of each output. Splits by thresholds only. */
export type AddTogether = (columns: readonly Float32Array[], count: number, sums: readonly Float64Array[]) => void

/**
 * Trees for many rows: eight of them go down a tree side by side, and the next node is looked up by the outcome of a comparison instead of
 * being branched to, because a processor guesses the way of a row wrong at every other split. A row's leaves are added in tree order.
 *
 * A missing value fails every comparison. Where it goes left, the node asks for value > threshold instead, as -value <= the number
 * below -threshold, and its children are exchanged.
 */
export function compileTogether(trees: TreesEstimator): AddTogether {
  const slots = slotsOf(trees)
  const nodes = packNodes(trees, slots)
  const width = slots.length
  const walk: Walk = { ...nodes, block: new Float32Array(BLOCK_ROWS * width), width }
  const plans = Array.from(trees.roots, (root) => planOf(trees, root))
  return (columns, count, sums) => {
    for (let first = 0; first < count; first += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, count - first)
      gather(slots, { columns, first, rows }, walk.block)
      for (let tree = 0; tree < plans.length; tree++) {
        addTree(walk, plans[tree]!, { sums: sums[tree % trees.outputs]!, first, rows })
      }
    }
  }
}

/** A column of the block: a feature, or what is left of it with its sign turned. */
interface Slot {
  readonly feature: number
  readonly turned: boolean
}

function slotsOf({ feature, missingLeft }: TreesEstimator): readonly Slot[] {
  const found = new Map<number, Slot>()
  for (const [node, split] of feature.entries()) {
    if (split >= 0) found.set(keyOf(split, missingLeft[node]!), { feature: split, turned: missingLeft[node] === 1 })
  }
  return [...found].sort(([a], [b]) => a - b).map(([, slot]) => slot)
}

const keyOf = (feature: number, missingLeft: number): number => feature * 2 + missingLeft

interface Nodes {
  /** Per node: its slot, its threshold, and where to go on when the comparison fails and when it holds; a leaf goes on to itself. */
  readonly integers: Int32Array
  /** The same bytes. */
  readonly floats: Float32Array
  readonly values: Float32Array
}

function packNodes(trees: TreesEstimator, slots: readonly Slot[]): Nodes {
  const { feature, threshold, missingLeft, right, value } = trees
  const places = new Map(slots.map((slot, place) => [keyOf(slot.feature, slot.turned ? 1 : 0), place]))
  const integers = new Int32Array(feature.length * NODE)
  const floats = new Float32Array(integers.buffer)
  for (let node = 0; node < feature.length; node++) {
    const at = node * NODE
    const isLeaf = feature[node]! < 0
    const turned = missingLeft[node] === 1
    integers[at] = isLeaf ? 0 : places.get(keyOf(feature[node]!, missingLeft[node]!))!
    floats[at + 1] = isLeaf ? Number.NaN : turned ? below(-threshold[node]!) : threshold[node]!
    const [left, other] = isLeaf ? [at, at] : [at + NODE, right[node]! * NODE]
    integers[at + 2] = turned ? left : other
    integers[at + 3] = turned ? other : left
  }
  return { integers, floats, values: value }
}

/** The next smaller float32; NaN below minus infinity, which nothing is at most. */
function below(value: number): number {
  if (value === Number.NEGATIVE_INFINITY) return Number.NaN
  single[0] = value
  if (single[0] === 0) return -SMALLEST_FLOAT
  word[0]! += value > 0 ? -1 : 1
  return single[0]!
}

const single = new Float32Array(1)
const word = new Int32Array(single.buffer)

interface Plan {
  /** Where the tree starts. */
  readonly root: number
  /** Levels that the rows go down without being asked whether they have arrived. */
  readonly quick: number
  /** No leaf is deeper. */
  readonly even: boolean
}

/** As deep as the tree is, where that is not much more than its leaves are on average. */
function planOf({ feature, right }: TreesEstimator, root: number): Plan {
  let [leaves, total, deepest] = [0, 0, 0]
  const waiting = [{ node: root, depth: 0 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next
    if (feature[node]! < 0) {
      leaves += 1
      total += depth
      deepest = Math.max(deepest, depth)
    } else waiting.push({ node: node + 1, depth: depth + 1 }, { node: right[node]!, depth: depth + 1 })
  }
  const mean = total / leaves
  const even = deepest <= mean * EVEN_ENOUGH + 1
  return { root: root * NODE, quick: even ? deepest : Math.floor(mean), even }
}

interface GatherFrom {
  readonly columns: readonly Float32Array[]
  readonly first: number
  readonly rows: number
}

function gather(slots: readonly Slot[], { columns, first, rows }: GatherFrom, block: Float32Array): void {
  const width = slots.length
  for (let slot = 0; slot < width; slot++) {
    const { feature, turned } = slots[slot]!
    const column = columns[feature]!
    if (turned) for (let row = 0, to = slot; row < rows; row++, to += width) block[to] = -column[first + row]!
    else for (let row = 0, to = slot; row < rows; row++, to += width) block[to] = column[first + row]!
  }
}

interface Walk extends Nodes {
  /** rows x slots, row by row */
  readonly block: Float32Array
  readonly width: number
}

interface Sums {
  readonly sums: Float64Array
  readonly first: number
  readonly rows: number
}

function addTree(walk: Walk, { root, quick, even }: Plan, to: Sums): void {
  const { integers, floats, values, block, width } = walk
  const { sums, first, rows } = to
  let row = 0
  for (; row + 7 < rows; row += 8) {
    const rowA = row * width
    const rowB = rowA + width
    const rowC = rowB + width
    const rowD = rowC + width
    const rowE = rowD + width
    const rowF = rowE + width
    const rowG = rowF + width
    const rowH = rowG + width
    let a = root
    let b = root
    let c = root
    let d = root
    let e = root
    let f = root
    let g = root
    let h = root
    for (let level = 0, before = -1; ; level++) {
      if (level >= quick) {
        // Children lie behind their parent: the sum stays where all rows have arrived.
        const now = a + b + c + d + e + f + g + h
        if (even || now === before) break
        before = now
      }
      a = integers[a + 2 + +(block[rowA + integers[a]!]! <= floats[a + 1]!)]!
      b = integers[b + 2 + +(block[rowB + integers[b]!]! <= floats[b + 1]!)]!
      c = integers[c + 2 + +(block[rowC + integers[c]!]! <= floats[c + 1]!)]!
      d = integers[d + 2 + +(block[rowD + integers[d]!]! <= floats[d + 1]!)]!
      e = integers[e + 2 + +(block[rowE + integers[e]!]! <= floats[e + 1]!)]!
      f = integers[f + 2 + +(block[rowF + integers[f]!]! <= floats[f + 1]!)]!
      g = integers[g + 2 + +(block[rowG + integers[g]!]! <= floats[g + 1]!)]!
      h = integers[h + 2 + +(block[rowH + integers[h]!]! <= floats[h + 1]!)]!
    }
    sums[first + row]! += values[a >> NODE_SHIFT]!
    sums[first + row + 1]! += values[b >> NODE_SHIFT]!
    sums[first + row + 2]! += values[c >> NODE_SHIFT]!
    sums[first + row + 3]! += values[d >> NODE_SHIFT]!
    sums[first + row + 4]! += values[e >> NODE_SHIFT]!
    sums[first + row + 5]! += values[f >> NODE_SHIFT]!
    sums[first + row + 6]! += values[g >> NODE_SHIFT]!
    sums[first + row + 7]! += values[h >> NODE_SHIFT]!
  }
  for (; row < rows; row++) {
    let at = root
    for (let last = -1; at !== last; ) {
      last = at
      at = integers[at + 2 + +(block[row * width + integers[at]!]! <= floats[at + 1]!)]!
    }
    sums[first + row]! += values[at >> NODE_SHIFT]!
  }
}

/** 32-bit words a node. */
const NODE = 4
const NODE_SHIFT = 2
const BLOCK_ROWS = 64
const SMALLEST_FLOAT = 1.401298464324817e-45
/** Steps that lead nowhere are cheaper than to ask after each whether all have arrived. */
const EVEN_ENOUGH = 1.5
