import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { seededRandom } from "../base/index.ts"
import { estimatorBytes } from "./estimator-file.ts"
import { randomTrees, withSubsets } from "./fixtures/sample-model.ts"
import { packTrees, unpackTrees } from "./packed-trees.ts"

describe("packed trees", () => {
  test.each(["whole numbers", "shares"])("give back every list of nodes, rows counted in %s", (counted) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 9 }), (seed, depth) => {
        const random = seededRandom(seed)
        const grown = randomTrees({ features: 3, outputs: 2, trees: 4, depth }, random)
        const rows = (node: number) => (counted === "shares" ? random.next() : 1 + ((node * 7) % 300))
        const threshold = grown.threshold.map((at, node) => (grown.feature[node]! < 0 ? rows(node) : at))
        const trees = depth > 0 && seed % 2 === 0 ? withSubsets(grown, random) : grown
        const { roots, feature, missingLeft, right, value, subset } = trees
        const sets = subset === undefined ? {} : { subset }
        const packed = packTrees({ ...trees, threshold })!
        expect(unpackTrees(packed)).toEqual({ roots, feature, threshold, missingLeft, right, value, ...sets })
      }),
      { numRuns: 30 },
    )
  })

  test("take less than a third of the bytes", () => {
    const trees = randomTrees({ features: 20, outputs: 1, trees: 50, depth: 7 }, seededRandom(1))
    const threshold = trees.threshold.map((at, node) => (trees.feature[node]! < 0 ? 20 : Math.round(8 * at)))
    expect(estimatorBytes({ ...trees, threshold })).toBeLessThan((21 * trees.feature.length) / 3)
  })

  test("are not made of nodes in another order", () => {
    const trees = randomTrees({ features: 2, outputs: 1, trees: 2, depth: 3 }, seededRandom(4))
    expect(packTrees({ ...trees, roots: trees.roots.toReversed() })).toBeUndefined()
    expect(packTrees({ ...trees, roots: trees.roots.slice(1) })).toBeUndefined()
  })

  test("are refused when a list is too short or the last tree is not whole", () => {
    const packed = packTrees(randomTrees({ features: 2, outputs: 1, trees: 2, depth: 3 }, seededRandom(4)))!
    for (const list of ["splits", "places", "values", "rows", "counts"] as const)
      expect(unpackTrees({ ...packed, [list]: packed[list].slice(0, -1) })).toBeUndefined()
  })
})
