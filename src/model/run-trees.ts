import type { TreesEstimator } from "./estimator.ts"
import { compileKernel } from "./kernels/kernel-trees.ts"
import type { Runner } from "./run-estimator.ts"
import { type AddTogether, compileTogether } from "./run-trees-together.ts"
import { isMember } from "./subsets.ts"

/**
 * Trees as a function. A row's leaves are added in tree order whatever the loops, hence equal bits for a row alone and in a batch, with and
 * without WebAssembly.
 */
export function compileTrees(trees: TreesEstimator, used: Int32Array): Runner {
  const { outputs } = trees
  const perOutput = Math.max(1, trees.roots.length / outputs)
  let add: AddTogether | undefined
  return (columns, count, out) => {
    add ??= (trees.subset === undefined ? compileKernel(trees) : undefined) ?? compileScript(trees, used)
    for (let output = 0; output < outputs; output++) out[output]!.fill(0, 0, count)
    add(columns, count, out)
    for (let output = 0; output < outputs; output++) {
      const sum = out[output]!
      const base = trees.base[output]!
      if (trees.combine === "mean") for (let row = 0; row < count; row++) sum[row] = sum[row]! / perOutput + base
      else for (let row = 0; row < count; row++) sum[row]! += base
    }
  }
}

/** Without WebAssembly: few rows go down one by one, many side by side. */
export function compileScript(trees: TreesEstimator, used: Int32Array): AddTogether {
  const addFew = compileOneByOne(trees, used)
  let addMany: AddTogether | undefined
  return (columns, count, sums) => {
    if (count < MANY_ROWS || trees.subset !== undefined || used.length === 0) addFew(columns, count, sums)
    else {
      addMany ??= compileTogether(trees)
      addMany(columns, count, sums)
    }
  }
}

/**
 * Row after row goes down a tree, which is quickest for few of them, and knows splits by sets of codes. Nodes lie 16 bytes apart in one
 * buffer (feature slot and missing direction, threshold or leaf value, right child, set of codes), and rows are gathered into a small
 * row-major block, so that a walk touches little memory.
 */
function compileOneByOne(trees: TreesEstimator, used: Int32Array): AddTogether {
  const nodes = packNodes(trees, used)
  const roots = trees.roots.map((root) => root * NODE)
  const block = new Float32Array(BLOCK_ROWS * used.length)
  const add = trees.subset === undefined ? addLeaves : addSubsetLeaves
  return (columns, count, sums) => {
    for (let first = 0; first < count; first += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, count - first)
      gather({ columns, used, first, rows }, block)
      const at: BlockPlace = { first, rows, width: used.length }
      for (let tree = 0; tree < roots.length; tree++) {
        add({ nodes, root: roots[tree]!, block }, at, sums[tree % trees.outputs]!)
      }
    }
  }
}

interface BlockPlace {
  readonly first: number
  readonly rows: number
  readonly width: number
}

interface PackedNodes {
  readonly integers: Int32Array
  /** The same bytes. */
  readonly floats: Float32Array
  /** Sets of codes; a node that splits by one holds where it starts, the others -1. */
  readonly members: Uint8Array
}

function packNodes(trees: TreesEstimator, used: Int32Array): PackedNodes {
  const slotOf = new Map<number, number>()
  for (const [slot, feature] of used.entries()) slotOf.set(feature, slot)
  const count = trees.feature.length
  const integers = new Int32Array(count * NODE)
  const floats = new Float32Array(integers.buffer)
  for (let node = 0; node < count; node++) {
    const feature = trees.feature[node]!
    const leaf = feature < 0
    integers[node * NODE] = leaf ? -1 : slotOf.get(feature)! * 2 + (trees.missingLeft[node]! === 1 ? 1 : 0)
    floats[node * NODE + 1] = leaf ? trees.value[node]! : trees.threshold[node]!
    integers[node * NODE + 2] = leaf ? 0 : trees.right[node]! * NODE
    integers[node * NODE + 3] = trees.subset?.[node] ?? -1
  }
  return { integers, floats, members: trees.members ?? noMembers }
}

interface GatherFrom {
  readonly columns: readonly Float32Array[]
  readonly used: Int32Array
  readonly first: number
  readonly rows: number
}

function gather({ columns, used, first, rows }: GatherFrom, block: Float32Array): void {
  const width = used.length
  for (let slot = 0; slot < width; slot++) {
    const column = columns[used[slot]!]!
    for (let row = 0, to = slot; row < rows; row++, to += width) block[to] = column[first + row]!
  }
}

function addLeaves(
  tree: { readonly nodes: PackedNodes; readonly root: number; readonly block: Float32Array },
  place: BlockPlace,
  sums: Float64Array,
): void {
  const { integers, floats } = tree.nodes
  const { block, root } = tree
  const { first, rows, width } = place
  for (let row = 0, from = 0; row < rows; row++, from += width) {
    let at = root
    let split = integers[at]!
    while (split >= 0) {
      const value = block[from + (split >> 1)]!
      const threshold = floats[at + 1]!
      const left = value <= threshold || ((split & 1) === 1 && Number.isNaN(value))
      at = left ? at + NODE : integers[at + 2]!
      split = integers[at]!
    }
    sums[first + row]! += floats[at + 1]!
  }
}

/** The same with nodes that split by sets of codes among them. */
function addSubsetLeaves(
  tree: { readonly nodes: PackedNodes; readonly root: number; readonly block: Float32Array },
  place: BlockPlace,
  sums: Float64Array,
): void {
  const { integers, floats, members } = tree.nodes
  const { block, root } = tree
  const { first, rows, width } = place
  for (let row = 0, from = 0; row < rows; row++, from += width) {
    let at = root
    let split = integers[at]!
    while (split >= 0) {
      const value = block[from + (split >> 1)]!
      const subset = integers[at + 3]!
      const among = subset < 0 ? value <= floats[at + 1]! : isMember(members, subset, value)
      const left = among || ((split & 1) === 1 && Number.isNaN(value))
      at = left ? at + NODE : integers[at + 2]!
      split = integers[at]!
    }
    sums[first + row]! += floats[at + 1]!
  }
}

const noMembers = new Uint8Array(0)
/** 32-bit words a node. */
const NODE = 4
const BLOCK_ROWS = 64
/** Fewer are not worth a second copy of the nodes. */
const MANY_ROWS = 16
