import { describe, expect, test } from "vitest"
import { seededRandom, shuffle } from "../../base/index.ts"
import { wasmKernels } from "../kernels/wasm.ts"
import { newMeter } from "../meter.ts"
import { normalColumns, sampleMatrix } from "../samples.ts"
import { binMatrix } from "./bins.ts"
import { growTree } from "./grow.ts"
import type { GrownTree } from "./tree.ts"
import { newWorkspace, packGradients } from "./workspace.ts"

interface Growing {
  readonly columns: readonly ArrayLike<number>[]
  readonly gradients: ArrayLike<number>
  readonly hessians?: ArrayLike<number>
  readonly repeats?: Uint8Array
  readonly leaves?: number
  readonly minLeaf?: number
  readonly l2?: number
  /** Leaves the workspace has histograms for. */
  readonly room?: number
  readonly growth?: "leaf" | "depth"
}

function grow({ columns, gradients, hessians, repeats, ...given }: Growing): GrownTree {
  const rules = { leaves: 31, minLeaf: 1, l2: 0, minHessian: 0, rate: 1, ...given }
  const binned = binMatrix(sampleMatrix(columns), wasmKernels(1))
  const lanes = hessians === undefined ? 1 : 2
  const space = newWorkspace({ binned, lanes, leaves: given.room ?? rules.leaves }, newMeter())
  for (let row = 0; row < gradients.length; row++) {
    space.pulls[row * lanes] = gradients[row]!
    if (hessians !== undefined) space.pulls[row * lanes + 1] = hessians[row]!
  }
  const rows = Int32Array.from({ length: gradients.length }, (_, row) => row)
  const used = rows.filter((row) => repeats === undefined || repeats[row]! > 0)
  space.lists[0].set(used)
  const held = repeats && space.kernels.memory.bytes(repeats.length)
  if (repeats !== undefined) held?.set(repeats)
  const root = packGradients(space, used.length, held)
  const features = Int32Array.from({ length: binned.columns.length }, (_, feature) => feature)
  return growTree(space, { ...rules, features }, root)
}

function shapeOf({ feature, cut, missingLeft, right, value }: GrownTree): unknown {
  return [feature, cut, missingLeft, right, value].map((part) => [...part])
}

/** A table with a rule that needs both columns, in no order. */
function sampleTable(rows: number): { columns: Float32Array[]; gradients: Float64Array } {
  const random = seededRandom(5)
  const columns = normalColumns(rows, 5, random)
  for (let row = 0; row < rows; row += 7) columns[2]![row] = Number.NaN
  const noise = Float64Array.from({ length: rows }, () => random.normal())
  const rule = (row: number): number =>
    columns[0]![row]! * columns[1]![row]! + (Number.isNaN(columns[2]![row]!) ? 1 : 0)
  return { columns, gradients: noise.map((value, row) => -rule(row) - 0.2 * value) }
}

describe("growTree", () => {
  test("the first split is the one with the largest fall of squared error", () => {
    const tree = grow({ columns: [[1, 2, 3, 4, 5, 6]], gradients: [1, 1, 1, 1, -5, -5], leaves: 2 })
    expect(tree.cut[0]).toBe(4)
    expect([...tree.value]).toEqual([0, -1, 5])
  })

  test("of all cuts of a noisy column the best is taken", () => {
    const { columns, gradients } = sampleTable(200)
    const column = columns[0]!
    const gainOf = (edge: number): number => {
      const sides = [
        gradients.filter((_, row) => column[row]! <= edge),
        gradients.filter((_, row) => column[row]! > edge),
      ]
      return sides.reduce((sum, side) => sum + side.reduce((total, value) => total + value, 0) ** 2 / side.length, 0)
    }
    const sortedValues = Float32Array.from(column).sort()
    const best = [...sortedValues.slice(0, -1)].sort((a, b) => gainOf(b) - gainOf(a))[0]!
    const tree = grow({ columns: [column], gradients, leaves: 2 })
    const rowsLeft = column.filter((value) => value <= best).length
    expect(tree.end[1]! - tree.start[1]!).toBe(rowsLeft)
  })

  test("no leaf has fewer rows than asked for", () => {
    const tree = grow({ ...sampleTable(500), minLeaf: 17 })
    const sizes = [...tree.feature.keys()]
      .filter((node) => tree.feature[node]! < 0)
      .map((node) => tree.end[node]! - tree.start[node]!)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(17)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(500)
  })

  test("level by level, twenty leaves lie in five levels, and deeper by the best leaf", () => {
    const depthsOf = ({ feature, right }: GrownTree): number[] => {
      const depths = new Array<number>(feature.length).fill(0)
      for (const node of feature.keys()) {
        if (feature[node]! < 0) continue
        depths[node + 1] = depths[node]! + 1
        depths[right[node]!] = depths[node]! + 1
      }
      return depths.filter((_, node) => feature[node]! < 0)
    }
    const even = depthsOf(grow({ ...sampleTable(3000), leaves: 20, growth: "depth" }))
    expect([Math.max(...even), even.length]).toEqual([5, 20])
    expect(Math.max(...depthsOf(grow({ ...sampleTable(3000), leaves: 20 })))).toBeGreaterThan(5)
  })

  test("with leaves for every split both growths give the same tree", () => {
    const table = sampleTable(300)
    const all = { ...table, leaves: 300, minLeaf: 10 }
    expect(shapeOf(grow({ ...all, growth: "depth" }))).toEqual(shapeOf(grow(all)))
  })

  test("missing rows go where the error falls most, either way", () => {
    const columns = [[1, 2, 3, 4, Number.NaN, Number.NaN]]
    expect(grow({ columns, gradients: [1, 1, -1, -1, 1, 1], leaves: 2 }).missingLeft[0]).toBe(1)
    expect(grow({ columns, gradients: [1, 1, -1, -1, -1, -1], leaves: 2 }).missingLeft[0]).toBe(0)
  })

  test("missing can be split from all the rest", () => {
    const tree = grow({ columns: [[1, 2, 3, Number.NaN]], gradients: [1, 1, 1, -3], leaves: 2 })
    expect([...tree.value]).toEqual([0, -1, 3])
  })

  test("a missing value never seen goes to the larger side", () => {
    const columns = [[1, 2, 3, 4, 5, 6]]
    expect(grow({ columns, gradients: [1, 1, 1, 1, -5, -5], leaves: 2 }).missingLeft[0]).toBe(1)
    expect(grow({ columns, gradients: [5, 5, -1, -1, -1, -1], leaves: 2 }).missingLeft[0]).toBe(0)
  })

  test("equal gradients give a single leaf", () => {
    const tree = grow({ columns: [[1, 2, 3, 4]], gradients: [0.1, 0.1, 0.1, 0.1] })
    expect(tree.feature).toHaveLength(1)
    expect(tree.value[0]).toBe(Math.fround(-0.1))
  })

  test("the order of the rows does not change a bit", () => {
    const { columns, gradients } = sampleTable(3000)
    const order = shuffle(
      Int32Array.from({ length: 3000 }, (_, row) => row),
      seededRandom(9),
    )
    const moved = {
      columns: columns.map((column) => Float32Array.from(order, (row) => column[row]!)),
      gradients: Float64Array.from(order, (row) => gradients[row]!),
    }
    expect(shapeOf(grow({ ...moved, minLeaf: 5 }))).toEqual(shapeOf(grow({ columns, gradients, minLeaf: 5 })))
  })

  test("a row that counts twice is the same as two rows", () => {
    const { columns: fine, gradients } = sampleTable(400)
    const columns = fine.map((column) => column.map((value) => Math.round(value * 20) / 20))
    const repeats = Uint8Array.from({ length: 400 }, (_, row) => row % 3)
    const twice = Int32Array.from({ length: 400 }, (_, row) => row).filter((row) => repeats[row] === 2)
    const ones = Int32Array.from({ length: 400 }, (_, row) => row).filter((row) => repeats[row]! > 0)
    const rows = [...ones, ...twice]
    const copied = {
      columns: columns.map((column) => Float32Array.from(rows, (row) => column[row]!)),
      gradients: Float64Array.from(rows, (row) => gradients[row]!),
    }
    const counted = grow({ columns, gradients, repeats, minLeaf: 4, leaves: 12 })
    const plain = grow({ ...copied, minLeaf: 4, leaves: 12 })
    expect([...plain.value]).toEqual([...counted.value])
  })

  test("unit hessians give the tree that counts give", () => {
    const { columns, gradients } = sampleTable(1000)
    const hessians = new Float64Array(1000).fill(1)
    const limits = { minLeaf: 5, l2: 2 }
    expect(shapeOf(grow({ columns, gradients, hessians, ...limits }))).toEqual(
      shapeOf(grow({ columns, gradients, ...limits })),
    )
  })

  test("too little room for histograms changes the time, not the tree", () => {
    const table = sampleTable(2000)
    expect(shapeOf(grow({ ...table, room: 2 }))).toEqual(shapeOf(grow(table)))
  })

  test("a monotone transform of a feature does not change the leaves", () => {
    const { columns, gradients } = sampleTable(240)
    const curved = columns.map((column) => column.map((value) => Math.exp(value)))
    expect([...grow({ columns: curved, gradients }).value]).toEqual([...grow({ columns, gradients }).value])
  })
})
