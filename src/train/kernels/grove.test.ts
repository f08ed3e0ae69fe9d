import { afterAll, describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { newMeter } from "../meter.ts"
import { normalColumns, sampleMatrix } from "../samples.ts"
import { binMatrix } from "../trees/bins.ts"
import { type ForestParams, growForestTrees, newForest, newForestGround } from "../trees/forest.ts"
import type { GrownTree } from "../trees/tree.ts"
import { newWorkspace } from "../trees/workspace.ts"
import { drawFeatures } from "./draws.ts"
import type { Kernels } from "./kernels.ts"
import { scriptKernels } from "./script.ts"
import { wasmKernels } from "./wasm.ts"

const rows = 10_000
/** More features than one vector holds; some with gaps, one of which is nearly all gap, one of few values, one of two. */
const columns = normalColumns(rows, 21, seededRandom(21)).map((column, place) =>
  column.map((value, row) => {
    if (place === 1 || place === 17) return row % 7 === 0 ? Number.NaN : value
    if (place === 2) return row % 50 === 0 ? value : Number.NaN
    if (place === 5) return Math.round(value)
    return place === 18 ? Math.sign(value) : value
  }),
)
const signal = Float64Array.from(
  { length: rows },
  (_, row) => columns[0]![row]! * columns[18]![row]! + (Number.isNaN(columns[1]![row]!) ? 2 : columns[1]![row]!),
)
const ways: Readonly<Record<string, Kernels>> = {
  TypeScript: scriptKernels(),
  "WebAssembly on 1 thread": wasmKernels(1),
  "WebAssembly on 3 threads": wasmKernels(3),
}
afterAll(() => {
  for (const kernels of Object.values(ways)) kernels.close()
})

interface Growing extends ForestParams {
  readonly classes?: number
  readonly width?: number
  readonly target?: Float64Array
}

function grow(kernels: Kernels, { classes = 0, width = 21, target = signal, ...params }: Growing) {
  const mark = kernels.memory.mark()
  const meter = newMeter()
  const binned = binMatrix(sampleMatrix(columns.slice(0, width)), kernels)
  const space = newWorkspace({ binned, lanes: 1, leaves: params.leaves }, meter)
  const ground = newForestGround(space, params, classes)
  const forests = [1, 2].map((fold) =>
    newForest(ground, {
      target: classes === 0 ? target : target.map((value) => Math.max(0, Math.min(classes - 1, Math.round(value)))),
      train: Int32Array.from({ length: rows - 1000 * fold }, (_, row) => row + 500 * fold),
      random: seededRandom(`fold ${fold}`),
    }),
  )
  const trees = growForestTrees([...forests, forests[0]!]).flat()
  kernels.memory.rewind(mark)
  return { trees: trees.map(shapeOf), spent: meter.spent }
}

/** All but the list that the rows of a leaf lie in, of which the two ways have different ones. */
function shapeOf({ list: _, ...shape }: GrownTree) {
  return shape
}

describe("whole trees are, to the bit, those grown step by step, and count as much work, on any number of threads", () => {
  test.each<[string, Growing]>([
    ["sought cuts, as many leaves as there can be", { leaves: rows, minLeaf: 20, featureShare: 0.4 }],
    ["sought cuts, the best leaves only", { leaves: 64, minLeaf: 3, featureShare: 0.8 }],
    ["leaves of one row", { leaves: rows, minLeaf: 1, featureShare: 0.2, width: 4 }],
    ["all features, of three", { leaves: 200, minLeaf: 2, featureShare: 1, width: 3 }],
    ["drawn cuts, as many leaves as there can be", { leaves: rows, minLeaf: 20, featureShare: 0.7, extra: true }],
    ["drawn cuts, the best leaves only", { leaves: 100, minLeaf: 1, featureShare: 1, extra: true }],
    ["classes", { leaves: 300, minLeaf: 2, featureShare: 0.3, classes: 4 }],
    ["classes by drawn cuts", { leaves: 300, minLeaf: 2, featureShare: 0.3, classes: 4, extra: true }],
    ["a target that never changes", { leaves: 9, minLeaf: 2, featureShare: 0.3, target: new Float64Array(rows) }],
  ])("%s", (_name, params) => {
    const [reference, ...others] = Object.entries(ways)
    const expected = grow(reference![1], params)
    for (const [name, kernels] of others) expect(grow(kernels, params), name).toEqual(expected)
  })
})

test("trees of one forest differ, and a forest grown in two goes is that grown in one", () => {
  const { trees } = grow(ways["WebAssembly on 1 thread"]!, { leaves: 20, minLeaf: 5, featureShare: 0.5 })
  expect(trees).toHaveLength(3)
  expect(trees[2]!.cut).not.toEqual(trees[0]!.cut)
})

test("every feature is drawn as often as any other, a set at a time, ascending", () => {
  for (const wanted of [1, 3, 9, 10]) {
    const times = new Float64Array(10)
    for (let seed = 0; seed < 1000; seed++) {
      const drawn = drawFeatures(seed * 7919, { count: 10, wanted })
      expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual([...drawn])
      for (const feature of drawn) times[feature]! += 1
    }
    for (const count of times) expect(Math.abs(count - 100 * wanted)).toBeLessThan(60)
  }
})

test("trees that would take more than the memory is left to be grown step by step", () => {
  const shape = { leaves: 64, minLeaf: 5, featuresPerNode: 1, extra: false, classes: 0 }
  const kernels = ways["WebAssembly on 1 thread"]!
  const mark = kernels.memory.mark()
  expect(kernels.grove({ ...shape, columns: [], rows: 1e8 })).toBeUndefined()
  expect(kernels.memory.mark()).toBe(mark)
  expect(kernels.grove({ ...shape, columns: [kernels.memory.bytes(10)], rows: 10 })).toBeDefined()
})
