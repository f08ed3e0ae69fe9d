import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { TreesEstimator } from "../estimator.ts"
import { randomTrees, withSubsets } from "../fixtures/sample-model.ts"
import { goesLeft } from "../subsets.ts"
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

/** What trees answer when only some features of a row are known: the others' branches are weighed by their training rows. */
function answerKnowing(trees: TreesEstimator, row: readonly number[], known: ReadonlySet<number>): number {
  const rowsOf = (node: number): number =>
    trees.feature[node]! < 0 ? trees.threshold[node]! : rowsOf(node + 1) + rowsOf(trees.right[node]!)
  const below = (node: number): number => {
    const feature = trees.feature[node]!
    if (feature < 0) return trees.value[node]!
    const [left, right] = [node + 1, trees.right[node]!]
    if (known.has(feature)) return below(goesLeft(trees, node, row[feature]!) ? left : right)
    return (below(left) * rowsOf(left) + below(right) * rowsOf(right)) / (rowsOf(left) + rowsOf(right))
  }
  return trees.roots.reduce((sum, root) => sum + below(root), 0)
}

describe("TreeSHAP", () => {
  test.each(["thresholds", "sets of codes"])("is the mean over all orders of features, of splits by %s", (by) => {
    const features = 6
    const random = seededRandom(11)
    const grown = randomTrees({ features, outputs: 1, trees: 6, depth: 7 }, random)
    const split = by === "thresholds" ? grown : withSubsets(grown, random)
    const trees = {
      ...split,
      threshold: split.threshold.map((at, node) => (grown.feature[node]! < 0 ? 1 + (node % 9) : at)),
    }
    const row = [0.3, 2, Number.NaN, -1, 1, 0]
    const to = new Float64Array(features)
    compileAdditive(trees)!.add(
      row.map((value) => Float32Array.of(value)),
      0,
      { output: 0, to },
    )
    const single = row.map((value) => Math.fround(value))
    const wanted = Array.from({ length: features }, (_, feature) => {
      let sum = 0
      for (let set = 0; set < 2 ** features; set++) {
        if ((set >> feature) & 1) continue
        const known = new Set([...row.keys()].filter((other) => (set >> other) & 1))
        const gain = answerKnowing(trees, single, new Set([...known, feature])) - answerKnowing(trees, single, known)
        sum += (factorial(known.size) * factorial(features - 1 - known.size) * gain) / factorial(features)
      }
      return sum
    })
    for (const [feature, value] of wanted.entries()) expect(Math.abs(to[feature]! - value)).toBeLessThan(1e-13)
  })
})

const factorial = (of: number): number => (of < 2 ? 1 : of * factorial(of - 1))
