import { kinds } from "./job.ts"
import type {
  Found,
  Kernels,
  LeafRows,
  Parted,
  PartitionJob,
  Prepared,
  PrepareJob,
  ScanNode,
  WalkedTree,
} from "./kernels.ts"
import { featuresPerTask, nodeBytes, type WasmContext } from "./wasm-context.ts"

type TreeJobs = Pick<Kernels, "assignBins" | "prepare" | "partition" | "addLeaves" | "walk">

export function treeJobs(context: WasmContext): TreeJobs {
  return {
    assignBins: (column, edges, bins) => assignBins(context, { column, edges }, bins),
    prepare: (job) => prepare(context, job),
    partition: (job) => partition(context, job),
    addLeaves: (leaves, scores) => addLeaves(context, leaves, scores),
    walk: (tree, rows, scores) => walk(context, { tree, rows }, scores),
  }
}

interface ColumnToCut {
  readonly column: Float32Array
  readonly edges: Float32Array
}

function assignBins({ linear, runner }: WasmContext, { column, edges }: ColumnToCut, bins: Uint8Array): void {
  const mark = linear.mark()
  const values = linear.floats(column.length)
  values.set(column)
  const steps = 2 ** Math.floor(Math.log2(Math.max(1, edges.length)))
  const padded = linear.floats(2 * steps - 1).fill(Number.POSITIVE_INFINITY)
  padded.set(edges)
  const integers = [values.byteOffset, padded.byteOffset, bins.byteOffset, steps, 0, 0, column.length]
  const tasks = Math.ceil(column.length / 32_768)
  runner.run({ kind: kinds.assignBins, tasks, integers, cost: 4 * column.length })
  linear.rewind(mark)
}

function prepare(context: WasmContext, job: PrepareJob): Prepared {
  const { runner, threads, state } = context
  const { features, rows, identity, built, other, limits, builtNode, otherNode } = job
  const { buffers, results, marks } = state.used!
  if (!identity) gather(context, rows)
  const flags =
    1 |
    (other === undefined ? 0 : 2) |
    (builtNode ? 4 : 0) |
    (other !== undefined && otherNode ? 8 : 0) |
    (identity ? 16 : 0)
  const slots = [built, other ?? 0].map((place) => buffers.histograms.byteOffset + 8 * place)
  const cost = features.length * (rows.length * 0.6 * buffers.lanes + 500)
  const groups = Math.ceil(features.length / featuresPerTask)
  const tasks = threads > 1 ? Math.ceil(groups / threads) * threads : groups
  runner.run({
    kind: kinds.prepare,
    tasks: Math.min(tasks, features.length),
    integers: [features.byteOffset, features.length, flags, slots[0]!, slots[1]!, rows.byteOffset, rows.length],
    numbers: [
      limits.minLeaf,
      limits.minHessian,
      limits.shrink,
      limits.unit,
      ...numbersOf(builtNode),
      ...numbersOf(otherNode),
      ...boundsOf(builtNode),
      ...boundsOf(otherNode),
    ],
    cost,
  })
  const records = { results, marks, tasks: Math.min(tasks, features.length) }
  return {
    built: builtNode && bestOf(records, 0, builtNode),
    other: other === undefined ? undefined : otherNode && bestOf(records, 8, otherNode),
  }
}

function numbersOf(node: ScanNode | undefined): readonly number[] {
  return node === undefined ? [0, 0, 0, 0] : [node.count, node.gradient, node.hessian, node.floor]
}

function boundsOf(node: ScanNode | undefined): readonly number[] {
  return node === undefined ? [0, 0] : [node.lower, node.upper]
}

function gather({ runner }: WasmContext, rows: Int32Array): void {
  const tasks = Math.ceil(rows.length / 16_384)
  runner.run({ kind: kinds.gather, tasks, integers: [rows.byteOffset, 0, 0, 0, 0, 0, rows.length], cost: rows.length })
}

interface Records {
  readonly results: Float64Array
  readonly marks: Int32Array
  readonly tasks: number
}

/** Tasks go over features in order, so the first of equal scores wins as if one task had seen them all. */
function bestOf({ results, marks, tasks }: Records, first: number, node: ScanNode): Found {
  let best = -1
  let score = node.floor
  for (let task = 0; task < tasks; task++) {
    const at = 16 * task + first
    if (marks[2 * at + 8]! < 0 || !(results[at]! > score)) continue
    best = at
    score = results[at]!
  }
  if (best < 0) return { score, feature: -1, cut: 0, missing: 0, count: 0, gradient: 0, hessian: 0 }
  return {
    score,
    feature: marks[2 * best + 8]!,
    cut: marks[2 * best + 9]!,
    missing: marks[2 * best + 10]!,
    count: results[best + 1]!,
    gradient: results[best + 2]!,
    hessian: results[best + 3]!,
  }
}

function partition({ runner, threads, state }: WasmContext, job: PartitionJob): Parted {
  const { rows, target, spare, column, cut, missingLeft } = job
  const shift = 1 - missingLeft
  const integers = [rows.byteOffset, target.byteOffset, column.byteOffset, shift, cut - shift + 1, 0, rows.length]
  const { marks } = state.used!
  if (threads === 1 || rows.length < rowsWorthParting) {
    runner.run({ kind: kinds.partition, tasks: 1, integers, cost: 0 })
    return { left: marks[0]!, inSpare: false }
  }
  const tasks = 2 * threads
  const cost = 2 * rows.length
  runner.run({ kind: kinds.partition, tasks, integers, cost })
  let left = 0
  for (let task = 0; task < tasks; task++) left += marks[2 * task]!
  const places = [target.byteOffset, spare.byteOffset, tasks, 0, 0, 0, rows.length]
  runner.run({ kind: kinds.compact, tasks, integers: places, cost })
  return { left, inSpare: true }
}

function addLeaves({ runner, state }: WasmContext, leaves: readonly LeafRows[], scores: Float64Array): void {
  const { table } = state.used!
  const places = new Int32Array(table.buffer, table.byteOffset, 4 * leaves.length)
  const values = new Float64Array(table.buffer, table.byteOffset, 2 * leaves.length)
  let cost = 0
  for (const [leaf, { rows, value }] of leaves.entries()) {
    places[4 * leaf] = rows.byteOffset
    places[4 * leaf + 1] = rows.length
    values[2 * leaf + 1] = value
    cost += rows.length
  }
  const integers = [table.byteOffset, scores.byteOffset, 0, 0, 0, 0, 0]
  runner.run({ kind: kinds.addLeaf, tasks: leaves.length, integers, cost })
}

interface Walk {
  readonly tree: WalkedTree
  readonly rows: Int32Array
}

function walk({ runner, state }: WasmContext, { tree, rows }: Walk, scores: Float64Array): void {
  if (rows.length === 0) return
  const { table, buffers } = state.used!
  const nodes = tree.feature.length
  const words = new Int32Array(table.buffer, table.byteOffset, (nodeBytes / 4) * nodes)
  const values = new Float64Array(table.buffer, table.byteOffset, (nodeBytes / 8) * nodes)
  for (let node = 0; node < nodes; node++) {
    const at = (nodeBytes / 4) * node
    const feature = tree.feature[node]!
    const shift = 1 - tree.missingLeft[node]!
    words[at] = feature < 0 ? 0 : buffers.columns[feature]!.byteOffset
    words[at + 1] = tree.cut[node]! - shift + 1
    words[at + 2] = shift
    words[at + 3] = table.byteOffset + nodeBytes * tree.right[node]!
    values[(nodeBytes / 8) * node + 2] = tree.value[node]!
  }
  const integers = [rows.byteOffset, table.byteOffset, scores.byteOffset, 0, 0, 0, rows.length]
  const tasks = Math.ceil(rows.length / 4096)
  runner.run({ kind: kinds.walk, tasks, integers, cost: 15 * rows.length })
}

/** Rows from which on two passes on several threads beat one pass on one. */
const rowsWorthParting = 40_000
