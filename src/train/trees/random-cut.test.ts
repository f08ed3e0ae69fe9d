import { expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { Kernels } from "../kernels/kernels.ts"
import { scriptKernels } from "../kernels/script.ts"
import { wasmKernels } from "../kernels/wasm.ts"
import { newMeter } from "../meter.ts"
import { normalColumns, sampleMatrix } from "../samples.ts"
import { binMatrix } from "./bins.ts"
import { growForestTrees, newForest, newForestGround } from "./forest.ts"
import type { GrownTree } from "./tree.ts"
import { newWorkspace } from "./workspace.ts"

const rows = 900
const columns = normalColumns(rows, 3, seededRandom(3)).map((column, place) =>
  column.map((value, row) => (place === 1 && row % 7 === 0 ? Number.NaN : value)),
)
const target = Float64Array.from(columns[0]!, (value, row) => value + (Number.isNaN(columns[1]![row]!) ? 2 : 0))

function grow(given: readonly Float32Array[], kernels: Kernels, weights?: Float64Array) {
  const binned = binMatrix(sampleMatrix(given), kernels)
  const space = newWorkspace({ binned, lanes: weights === undefined ? 1 : 2, leaves: 64 }, newMeter())
  const train = Int32Array.from({ length: rows }, (_, row) => row)
  const params = { leaves: 64, minLeaf: 2, featureShare: 1, extra: true }
  const forest = newForest(newForestGround(space, params, 0), {
    target,
    train,
    random: seededRandom(1),
    ...(weights === undefined ? {} : { weights }),
  })
  const [[tree]] = growForestTrees([forest]) as [[GrownTree]]
  return { tree, space }
}

/** All of it but where the rows of its leaves lie, which differs. */
function shapeOf({ feature, cut, missingLeft, right, value }: GrownTree) {
  return { feature, cut, missingLeft, right, value }
}

test("trees of drawn cuts are the same from both kernels, in large nodes and in small ones", () => {
  const [script, wasm] = [scriptKernels(), wasmKernels(1)].map((kernels) => shapeOf(grow(columns, kernels).tree))
  expect(wasm).toEqual(script)
  expect(script!.feature.length).toBeGreaterThan(60)
})

test("rows of one weight are cut as rows without any", () => {
  const plain = grow(columns, scriptKernels()).tree
  const { tree } = grow(columns, wasmKernels(1), new Float64Array(rows).fill(2))
  expect(tree.cut).toEqual(plain.cut)
  expect(grow(columns, scriptKernels(), new Float64Array(rows).fill(2)).tree.cut).toEqual(plain.cut)
})

test("a monotone transform of a feature changes no cut", () => {
  const bent = columns.map((column) => column.map((value) => Math.exp(value)))
  expect(grow(bent, scriptKernels()).tree.cut).toEqual(grow(columns, scriptKernels()).tree.cut)
})

test("missing values are parted from the others where that gains most", () => {
  const { tree, space } = grow(columns, scriptKernels())
  const sums = new Float64Array(rows)
  space.kernels.walk(
    tree,
    space.lists[0].map((_, row) => row),
    sums,
  )
  const centre = target.reduce((sum, value) => sum + value, 0) / rows
  const error = Math.sqrt(sums.reduce((sum, value, row) => sum + (value + centre - target[row]!) ** 2, 0) / rows)
  expect(error).toBeLessThan(0.35)
})
