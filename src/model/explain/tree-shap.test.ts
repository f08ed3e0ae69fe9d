import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { TreesEstimator } from "../estimator.ts"
import { randomTrees } from "../fixtures/sample-model.ts"
import { compileAdditive } from "./attribute.ts"

interface Stored extends Told {
  readonly columns: readonly (readonly (number | null)[])[]
  readonly trees: Record<"combine" | "link", never> &
    Record<"roots" | "feature" | "threshold" | "missingLeft" | "right" | "value", readonly number[]> & {
      readonly outputs: number
    }
}

interface Told {
  /** outputs long */
  readonly base: readonly number[]
  /** outputs x rows x features */
  readonly contributions: readonly (readonly (readonly number[])[])[]
}

const reference = JSON.parse(readFileSync(new URL("tree-shap.reference.json", import.meta.url), "utf8")) as {
  readonly trees: Readonly<Record<string, Stored>>
  readonly linear: {
    readonly columns: readonly (readonly number[])[]
    readonly weights: readonly number[]
    readonly intercept: number
    readonly means: readonly number[]
    readonly base: number
    readonly contributions: readonly (readonly number[])[]
  }
}

const floats = (columns: Stored["columns"]): Float32Array[] =>
  columns.map((column) => Float32Array.from(column, (value) => value ?? Number.NaN))

function treesOf({ trees }: Stored): TreesEstimator {
  return {
    kind: "trees",
    combine: trees.combine,
    link: trees.link,
    outputs: trees.outputs,
    base: new Float64Array(trees.outputs),
    roots: Int32Array.from(trees.roots),
    feature: Int32Array.from(trees.feature),
    threshold: Float32Array.from(trees.threshold),
    missingLeft: Uint8Array.from(trees.missingLeft),
    right: Int32Array.from(trees.right),
    value: Float32Array.from(trees.value),
  }
}

describe("contributions of features", () => {
  test.each(Object.keys(reference.trees))("are those of the shap package: %s", (name) => {
    const stored = reference.trees[name]!
    const additive = compileAdditive(treesOf(stored))!
    const columns = floats(stored.columns)
    for (const [output, rows] of stored.contributions.entries()) {
      expect(Math.abs(additive.base[output]! - stored.base[output]!)).toBeLessThan(1e-6)
      for (const [row, wanted] of rows.entries()) {
        const to = new Float64Array(columns.length)
        additive.add(columns, row, { output, to })
        expect(Math.max(...wanted.map((value, feature) => Math.abs(value - to[feature]!)))).toBeLessThan(1e-6)
      }
    }
  })

  test("of a linear model are those of the shap package", () => {
    const { columns, weights, intercept, means, base, contributions } = reference.linear
    const additive = compileAdditive({
      kind: "linear",
      link: "identity",
      features: Int32Array.from(weights.keys()),
      weights: Float64Array.from(weights),
      intercepts: Float64Array.of(intercept),
      means: Float64Array.from(means),
    })!
    expect(additive.base[0]).toBeCloseTo(base, 6)
    for (const [row, wanted] of contributions.entries()) {
      const to = new Float64Array(columns.length)
      additive.add(floats(columns), row, { output: 0, to })
      for (const [feature, value] of wanted.entries()) expect(to[feature]).toBeCloseTo(value, 6)
    }
  })

  test("of trees that counted no rows are not made up", () => {
    expect(
      compileAdditive({
        ...randomTrees({ features: 3, outputs: 1, trees: 2, depth: 3 }, seededRandom(1)),
        threshold: treesWithoutCounts(),
      }),
    ).toBeUndefined()
  })
})

/** As format 1 was first written. */
function treesWithoutCounts(): Float32Array {
  const { feature, threshold } = randomTrees({ features: 3, outputs: 1, trees: 2, depth: 3 }, seededRandom(1))
  return threshold.map((value, node) => (feature[node]! < 0 ? 0 : value))
}
