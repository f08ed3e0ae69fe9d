import { describe, expect, test } from "vitest"
import { type Random, seededRandom } from "../../base/index.ts"
import type { TreesEstimator } from "../estimator.ts"
import { randomTrees, withSubsets } from "../fixtures/sample-model.ts"
import { kernelShap } from "./shap-kernel.ts"
import { withRules } from "./shap-rule.ts"
import { scriptShap } from "./shap-script.ts"
import { layOut } from "./tree-layout.ts"

/** Leaves that saw rows, some of them none. */
function counted(trees: TreesEstimator): TreesEstimator {
  return { ...trees, threshold: trees.threshold.map((at, node) => (trees.feature[node]! < 0 ? node % 7 : at)) }
}

const laidOut = (trees: TreesEstimator) =>
  withRules(
    Array.from(trees.roots, (root) => layOut(trees, root)!),
    0.5,
  )

const columnsFor = (features: number, random: Random): Float32Array[] =>
  Array.from({ length: features }, () =>
    Float32Array.from({ length: 40 }, () => (random.next() < 0.1 ? Number.NaN : random.normal())),
  )

describe("TreeSHAP by WebAssembly", () => {
  test.each([
    { features: 5, outputs: 1, trees: 9, depth: 6 },
    { features: 40, outputs: 3, trees: 4, depth: 11 },
    { features: 2, outputs: 2, trees: 3, depth: 1 },
  ])("gives the same bits as without it: $features features, depth $depth", (size) => {
    const random = seededRandom(size.depth)
    const trees = counted(randomTrees(size, random))
    const script = scriptShap(trees, laidOut(trees))
    const kernel = kernelShap(trees, laidOut(trees))!
    const columns = columnsFor(size.features, random)
    for (let row = 0; row < 40; row++) {
      for (let output = 0; output < size.outputs; output++) {
        const [wanted, found] = [new Float64Array(size.features), new Float64Array(size.features)]
        script[output]!(columns, row, wanted)
        kernel[output]!(columns, row, found)
        expect(new BigUint64Array(found.buffer)).toEqual(new BigUint64Array(wanted.buffer))
      }
    }
  })

  test("leaves splits by sets of codes to the loops without it", () => {
    const trees = withSubsets(
      counted(randomTrees({ features: 3, outputs: 1, trees: 2, depth: 3 }, seededRandom(1))),
      seededRandom(2),
    )
    expect(kernelShap(trees, laidOut(trees))).toBeUndefined()
  })
})
