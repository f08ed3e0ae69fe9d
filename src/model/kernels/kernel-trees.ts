import type { TreesEstimator } from "../estimator.ts"
import type { AddTogether } from "../run-trees-together.ts"
import { kernelBytes } from "./binary.ts"
import { type Binning, binsOf, HIGHEST_CODE } from "./bins.ts"
import { type Loops, openLoops } from "./web-assembly.ts"

/**
 * Trees as a function by WebAssembly. Values become bytes first, by the thresholds they lie between. Then a block of rows looks at every
 * split of a small tree, 16 rows by one comparison, or goes down a large one; few rows go down eight trees side by side each. A row's
 * leaves are added in tree order, hence the same bits whichever way and as without WebAssembly. Splits by thresholds only.
 *
 * @returns undefined where WebAssembly cannot be used, or the trees have too many nodes or slots for it
 */
export function compileKernel(trees: TreesEstimator): AddTogether | undefined {
  const binning = binsOf(trees)
  const shapes = shapesOf(trees)
  if (shapes === undefined || binning.slots > MOST_SLOTS) return undefined
  const places = placesFor(trees, binning, shapes)
  const opened = openLoops(kernelBytes, places.end)
  if (opened === undefined) return undefined
  const { loops, buffer } = opened
  write({ trees, binning, shapes, places }, buffer)
  loops.open(places.codes, places.sums, places.leaves, places.nodeValues - places.nodes / 2)
  return runnerOf({ trees, binning, places }, loops, buffer)
}

/** Trees of which children lie together, the root first. */
interface Shape {
  /** Where each node stands in the estimator. */
  readonly order: Int32Array
  /** Place of the left child of each, the right one behind it; a leaf is its own child. */
  readonly child: Int32Array
  /** By node: leaves below it and before it. */
  readonly leaves: Int32Array
  readonly before: Int32Array
}

/** @returns undefined when two nodes have the same child */
function shapesOf(trees: TreesEstimator): readonly Shape[] | undefined {
  const { feature, right } = trees
  const order = new Int32Array(feature.length + 2)
  const child = new Int32Array(feature.length)
  const shapes: Shape[] = []
  let total = 0
  for (const root of trees.roots) {
    let count = 1
    order[0] = root
    for (let place = 0; place < count; place++) {
      const node = order[place]!
      child[place] = feature[node]! < 0 ? place : count
      if (feature[node]! < 0) continue
      order[count++] = node + 1
      order[count++] = right[node]!
      if (total + count > feature.length) return undefined
    }
    total += count
    shapes.push(withLeaves(order.slice(0, count), child.slice(0, count)))
  }
  return shapes
}

function withLeaves(order: Int32Array, child: Int32Array): Shape {
  const leaves = new Int32Array(order.length)
  const before = new Int32Array(order.length)
  for (let place = order.length - 1; place >= 0; place--) {
    const left = child[place]!
    leaves[place] = left === place ? 1 : leaves[left]! + leaves[left + 1]!
  }
  for (let place = 0; place < order.length; place++) {
    const left = child[place]!
    if (left === place) continue
    before[left] = before[place]!
    before[left + 1] = before[place]! + leaves[left]!
  }
  return { order, child, leaves, before }
}

/** Addresses. */
type Places = Readonly<
  Record<
    | "values"
    | "codes"
    | "sums"
    | "leaves"
    | "searches"
    | "thresholds"
    | "trees"
    | "nodes"
    | "nodeValues"
    | "splits"
    | "leafValues"
    | "end",
    number
  >
>

function placesFor(trees: TreesEstimator, { bins, slots }: Binning, shapes: readonly Shape[]): Places {
  const nodes = shapes.reduce((sum, { order }) => sum + order.length, 0)
  let end = LINE
  const take = (bytes: number): number => {
    const start = end
    end = Math.ceil((start + bytes) / LINE) * LINE
    return start
  }
  const thresholds = bins.reduce((sum, bin) => sum + bin.thresholds.length, 0)
  return {
    values: take(4 * ROWS * bins.length),
    codes: take(ROWS * Math.max(1, slots)),
    sums: take(8 * ROWS * trees.outputs),
    leaves: take(ROWS),
    searches: take(4 * SEARCH * bins.length),
    thresholds: take(4 * thresholds),
    trees: take(4 * TREE * shapes.length),
    nodes: take(8 * nodes),
    nodeValues: take(4 * nodes),
    splits: take(4 * nodes),
    leafValues: take(4 * nodes),
    end,
  }
}

interface Layout {
  readonly trees: TreesEstimator
  readonly binning: Binning
  readonly shapes: readonly Shape[]
  readonly places: Places
}

function write({ trees, binning, shapes, places }: Layout, buffer: ArrayBuffer): void {
  const integers = new Int32Array(buffer)
  const floats = new Float32Array(buffer)
  writeSearches({ binning, places }, integers, floats)
  let [nodes, splits, leaves] = [places.nodes, places.splits, places.leafValues]
  for (const [tree, shape] of shapes.entries()) {
    const count = shape.leaves[0]! - 1
    const sums = (tree % trees.outputs) * 8 * ROWS
    integers.set([nodes, splits, count < MOST_LEAVES ? count : -1, leaves, sums], places.trees / 4 + tree * TREE)
    for (let place = 0; place < shape.order.length; place++) {
      const node = shape.order[place]!
      const left = shape.child[place]!
      const word = (nodes >> 2) + 2 * place
      integers[word + 1] = nodes + 8 * left
      const first = shape.before[place]!
      if (left === place) {
        integers[word] = HIGHEST_CODE << 16
        floats[((nodes - places.nodes) >> 3) + (places.nodeValues >> 2) + place] = trees.value[node]!
        floats[(leaves >> 2) + first] = trees.value[node]!
      } else {
        const split = binning.slot[node]! | ((binning.code[node]! & 0xff) << 16)
        integers[word] = split
        integers[(splits >> 2) + first + shape.leaves[left]! - 1] = split | (((first - 1) & 0xff) << 24)
      }
    }
    nodes += 8 * shape.order.length
    splits += 4 * count
    leaves += 4 * (count + 1)
  }
}

function writeSearches(
  { binning, places }: Pick<Layout, "binning" | "places">,
  integers: Int32Array,
  floats: Float32Array,
): void {
  let at = places.thresholds
  for (const [place, { thresholds, slots }] of binning.bins.entries()) {
    const [right, left] = slots.map((slot) => (slot < 0 ? 0 : places.codes + slot * ROWS))
    integers.set(
      [places.values + 4 * ROWS * place, at, thresholds.length, right!, left!],
      places.searches / 4 + place * SEARCH,
    )
    floats.set(thresholds, at / 4)
    at += 4 * thresholds.length
  }
}

function runnerOf({ trees, binning, places }: Omit<Layout, "shapes">, loops: Loops, buffer: ArrayBuffer): AddTogether {
  const { bins } = binning
  const values = new Float32Array(buffer, places.values, ROWS * bins.length)
  const own = new Float64Array(buffer, places.sums, ROWS * trees.outputs)
  const features = Int32Array.from(bins, ({ feature }) => feature)
  return (columns, count, sums) => {
    for (let first = 0; first < count; first += ROWS) {
      const rows = Math.min(ROWS, count - first)
      for (let place = 0; place < features.length; place++) {
        const column = columns[features[place]!]!
        for (let row = 0, to = place * ROWS; row < rows; row++) values[to + row] = column[first + row]!
      }
      for (let output = 0; output < trees.outputs; output++)
        for (let row = 0; row < rows; row++) own[output * ROWS + row] = sums[output]![first + row]!
      loops.encode(places.searches, bins.length, rows)
      if (rows >= WORTH_A_BLOCK) loops.addBlock(places.trees, trees.roots.length, rows)
      else for (let row = 0; row < rows; row++) loops.addRow(places.trees, trees.roots.length, row)
      for (let output = 0; output < trees.outputs; output++)
        for (let row = 0; row < rows; row++) sums[output]![first + row] = own[output * ROWS + row]!
    }
  }
}

/** As in `assembly`: rows of a block, words of a search and of a tree. */
const ROWS = 64
const SEARCH = 5
const TREE = 5
/** A leaf's number is a byte above 0. */
const MOST_LEAVES = 128
const MOST_SLOTS = 65_535
/** Fewer rows are quicker one by one. */
const WORTH_A_BLOCK = 12
const LINE = 64
