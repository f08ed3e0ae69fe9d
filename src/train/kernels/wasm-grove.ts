import { kinds } from "./job.ts"
import type { Grove, GroveShape, GroveTree, WholeTree } from "./kernels.ts"
import type { LinearMemory } from "./linear-memory.ts"
import type { WasmContext } from "./wasm-context.ts"

/** @returns undefined where the trees would take too much of the memory */
export function newGrove(context: WasmContext, shape: GroveShape): Grove | undefined {
  const { linear, threads, runner } = context
  const { columns, rows } = shape
  const stride = 16 * Math.ceil(columns.length / 16)
  const room = Math.min(mostGroveBytes, mostMemoryBytes - linear.mark()) - rows * stride
  const plots = Math.min(threads, Math.floor(room / plotBytes(shape, stride)))
  if (plots < 1) return undefined
  const cells = linear.bytes(rows * stride)
  fillCells(cells, shape, stride)
  const plan = linear.integers((planBytes + plots * ownBytes) / 4)
  const { featuresPerNode, minLeaf, leaves, extra, classes } = shape
  const most = Math.min(leaves, rows)
  const common = [
    rows,
    columns.length,
    stride,
    cells.byteOffset,
    featuresPerNode,
    minLeaf,
    most,
    extra ? 1 : 0,
    classes,
  ]
  plan.set(common)
  const ready = Array.from({ length: plots }, (_, plot) => newPlot(linear, shape, { plan, plot, stride }))
  return {
    grow: (trees, take) => {
      for (let from = 0; from < trees.length; from += plots) {
        const some = trees.slice(from, from + plots)
        for (const [plot, tree] of some.entries()) ready[plot]!.write(tree)
        runner.run({
          kind: kinds.growWhole,
          tasks: some.length,
          integers: [plan.byteOffset],
          cost: Number.POSITIVE_INFINITY,
        })
        for (const plot of some.keys()) {
          const { lists, repeats } = ready[plot]!
          take(ready[plot]!.read(), { position: from + plot, lists, repeats })
        }
      }
    },
  }
}

/** Bins by row, in whole vectors. */
function fillCells(cells: Uint8Array, { columns, rows }: GroveShape, stride: number): void {
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const to = Math.min(rows, from + rowsAtOnce)
    for (const [feature, column] of columns.entries()) {
      for (let row = from; row < to; row++) cells[row * stride + feature] = column[row]!
    }
  }
}

/** What one tree at a time grows on. */
interface Plot {
  readonly lists: readonly Int32Array[]
  readonly repeats: Uint8Array
  write(tree: GroveTree): void
  read(): WholeTree
}

interface PlotPlace {
  readonly plan: Int32Array
  readonly plot: number
  readonly stride: number
}

function newPlot(linear: LinearMemory, shape: GroveShape, { plan, plot, stride }: PlotPlace): Plot {
  const { rows, columns, classes } = shape
  const nodes = mostNodes(shape)
  const numbers = linear.numbers(Math.max(1, classes))
  const repeats = linear.bytes(rows)
  const pulls = linear.numbers(rows)
  const both = linear.integers(2 * rows)
  const nearCells = linear.bytes(rows * stride)
  const nearPulls = linear.numbers(rows)
  const nearRows = linear.integers(rows)
  const table = linear.bytes(nodes * nodeBytes)
  const open = linear.integers(nodes + waiting)
  const shaped = linear.bytes(nodes * shapedBytes)
  const bench = linear.bytes(benchBytes + 5 * columns.length)
  const places = [numbers, repeats, pulls, both, nearCells, nearPulls, nearRows, table, open, shaped, bench]
  const [numbersPlace, repeatsPlace, pullsPlace, listsPlace, ...others] = places.map(({ byteOffset }) => byteOffset)
  const own = plan.subarray((planBytes + plot * ownBytes) / 4)
  const centre = new Float64Array(own.buffer, own.byteOffset + 64, 1)
  return {
    lists: [both.subarray(0, rows), both.subarray(rows)],
    repeats,
    write: (tree) => {
      const given = [tree.train.byteOffset, tree.train.length, tree.target.byteOffset, numbersPlace!, tree.seed]
      own.set([...given, repeatsPlace!, pullsPlace!, listsPlace!, 4 * rows, ...others])
      centre[0] = tree.centre
      numbers.set(tree.numbers)
    },
    read: () => readTree(shaped, own[18]!),
  }
}

/** As `assembly/grove/shape.ts` writes it. */
function readTree({ buffer, byteOffset }: Uint8Array, nodes: number): WholeTree {
  const integers = (place: number): Int32Array => new Int32Array(buffer, byteOffset + 4 * place * nodes, nodes).slice()
  const bytes = (place: number): Uint8Array => new Uint8Array(buffer, byteOffset + (20 + place) * nodes, nodes).slice()
  return {
    feature: integers(0),
    right: integers(1),
    value: new Float32Array(buffer, byteOffset + 8 * nodes, nodes).slice(),
    start: integers(3),
    end: integers(4),
    cut: bytes(0),
    missingLeft: bytes(1),
    list: bytes(2),
  }
}

function mostNodes({ rows, leaves, minLeaf }: GroveShape): number {
  return 2 * Math.max(1, Math.min(leaves, Math.floor(rows / minLeaf)))
}

function plotBytes(shape: GroveShape, stride: number): number {
  const perRow = 1 + 8 + 8 + stride + 8 + 4
  return shape.rows * perRow + mostNodes(shape) * (nodeBytes + shapedBytes + 4) + 65_536
}

/** As `assembly/grove/ground.ts` reads them. */
const planBytes = 64
const ownBytes = 128
const nodeBytes = 64
const shapedBytes = 23
const benchBytes = 24_576
/** Room for what waits while a tree is put in order. */
const waiting = 256
const rowsAtOnce = 512
const mostGroveBytes = 2 ** 30
/** All that 32-bit addresses reach, less some room. */
const mostMemoryBytes = 3.75 * 2 ** 30
