import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Random, seededRandom } from "../../base/index.ts"
import type { TreesEstimator } from "../estimator.ts"
import { randomTrees } from "../fixtures/sample-model.ts"
import { compileScript } from "../run-trees.ts"
import type { AddTogether } from "../run-trees-together.ts"
import { binsOf } from "./bins.ts"
import { compileKernel } from "./kernel-trees.ts"

const sizes = {
  "small trees": { features: 7, outputs: 1, trees: 21, depth: 4 },
  "trees of more leaves than a scan numbers": { features: 9, outputs: 1, trees: 9, depth: 9 },
  "small trees and large ones for three outputs": { features: 4, outputs: 3, trees: 5, depth: 8 },
  "more thresholds of a feature than a byte counts": { features: 1, outputs: 1, trees: 30, depth: 6 },
  "single leaves": { features: 2, outputs: 2, trees: 3, depth: 0 },
}

/** Values between thresholds, at them, on the other side of zero, missing, and beyond all. */
function columnsFor(trees: TreesEstimator, features: number, random: Random): Float32Array[] {
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0]
  return Array.from({ length: features }, () =>
    Float32Array.from({ length: 200 }, () => {
      const kind = random.integer(10)
      if (kind < special.length) return special[kind]!
      return kind < 7 ? trees.threshold[random.integer(trees.threshold.length)]! : random.normal()
    }),
  )
}

function sumsOf(add: AddTogether, columns: readonly Float32Array[], size: { rows: number; outputs: number }) {
  const sums = Array.from({ length: size.outputs }, (_, output) => new Float64Array(size.rows).fill(output / 3))
  add(columns, size.rows, sums)
  return sums.map((sum) => new BigUint64Array(sum.buffer))
}

describe("trees by WebAssembly", () => {
  test.each(Object.keys(sizes) as (keyof typeof sizes)[])("add the same bits as without it: %s", (name) => {
    const { outputs, features } = sizes[name]
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 200 }), (seed, rows) => {
        const random = seededRandom(seed)
        const trees = randomTrees(sizes[name], random)
        for (const node of trees.threshold.keys()) if (node % 50 === 7) trees.threshold[node] = node % 4 === 3 ? 0 : -0
        const columns = columnsFor(trees, features, random)
        const used = Int32Array.from(new Set(trees.feature.filter((feature) => feature >= 0)))
        const kernel = compileKernel(trees)!
        const wanted = sumsOf(compileScript(trees, used), columns, { rows, outputs })
        expect(sumsOf(kernel, columns, { rows, outputs })).toEqual(wanted)
        const first = columns.map((column) => column.subarray(0, 1))
        const alone = sumsOf(kernel, first, { rows: 1, outputs })
        expect(alone).toEqual(wanted.map((sum) => sum.subarray(0, 1)))
      }),
      { numRuns: 6 },
    )
  })

  test("cut the thresholds of a feature into parts that a byte can count", () => {
    const trees = randomTrees(sizes["more thresholds of a feature than a byte counts"], seededRandom(1))
    const { bins } = binsOf(trees)
    expect(bins.length).toBeGreaterThan(3)
    expect(Math.max(...bins.map(({ thresholds }) => thresholds.length))).toBe(254)
  })

  test("leave trees that share a node to the loops without it", () => {
    const trees = randomTrees({ features: 2, outputs: 1, trees: 1, depth: 4 }, seededRandom(3))
    const twice = { ...trees, roots: Int32Array.of(0, 0) }
    expect(compileKernel(twice)).toBeUndefined()
  })
})
