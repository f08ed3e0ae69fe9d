import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { compareNumbers } from "../drift/numbers.ts"
import type { Rows } from "../rows.ts"
import { type NumberSketch, sketchRows } from "../sketch/sketch.ts"
import { chiSquareAbove } from "./chi-square.ts"
import { chiSquareStatistic, jensenShannon, stabilityIndex, wassersteinOnPoints } from "./distance.ts"

interface Reference {
  readonly samples: readonly {
    readonly name: string
    readonly first: readonly number[]
    readonly second: readonly number[]
    readonly wasserstein: number
    readonly statistic: number
  }[]
  readonly tables: readonly {
    readonly first: readonly number[]
    readonly second: readonly number[]
    readonly jensenShannon: number
    readonly stabilityIndex: number
    readonly chiSquare: number
    readonly pValue: number
    readonly z?: number
    readonly zPValue?: number
  }[]
}

const { samples, tables } = JSON.parse(
  readFileSync(new URL("./distance.reference.json", import.meta.url), "utf8"),
) as Reference

const sketchOf = (values: readonly number[]): NumberSketch => {
  const rows: Rows = {
    count: values.length,
    columns: new Map([["x", { kind: "number", values: Float64Array.from(values) }]]),
  }
  const column = { name: "x", type: "number", role: "feature", nullable: true } as const
  return sketchRows({ columns: [column] }, rows).columns[0] as NumberSketch
}

describe("two samples", () => {
  test.each(samples)("$name: distances equal SciPy's to 1e-12", ({ first, second, wasserstein, statistic }) => {
    const current = { kind: "number", values: Float64Array.from(second), missing: 0 } as const
    const compared = compareNumbers(sketchOf(first), current)
    expect(Math.abs(compared.wasserstein - wasserstein)).toBeLessThanOrEqual(1e-12 * Math.max(1, wasserstein))
    expect(Math.abs(compared.kolmogorov - statistic)).toBeLessThanOrEqual(1e-12)
  })

  test.each(samples)("$name: a sketch of the second sample gives the same", ({ first, second }) => {
    const { points } = sketchOf(second)
    const values = Float64Array.from(points.values)
    const ofSketch = compareNumbers(sketchOf(first), { kind: "number", values, counts: points.counts, missing: 0 })
    const rows = compareNumbers(sketchOf(first), { kind: "number", values: Float64Array.from(second), missing: 0 })
    expect(ofSketch.wasserstein).toBeCloseTo(rows.wasserstein, 10)
    expect(ofSketch.kolmogorov).toBeCloseTo(rows.kolmogorov, 12)
  })
})

describe("two tables of counts", () => {
  test.each(tables)("$first and $second: distances equal SciPy's to 1e-12, p-values to 1e-9", (table) => {
    const { first, second } = table
    expect(Math.abs(jensenShannon(first, second) - table.jensenShannon)).toBeLessThanOrEqual(1e-12)
    expect(Math.abs(stabilityIndex(first, second) - table.stabilityIndex)).toBeLessThanOrEqual(1e-12)
    const square = chiSquareStatistic(first, second)
    expect(Math.abs(square - table.chiSquare)).toBeLessThanOrEqual(1e-9)
    expect(Math.abs(chiSquareAbove(square, first.length - 1) - table.pValue)).toBeLessThanOrEqual(1e-9)
    if (table.z === undefined || table.zPValue === undefined) return
    expect(Math.abs(Math.sqrt(square) - table.z)).toBeLessThanOrEqual(1e-9)
    expect(Math.abs(chiSquareAbove(square, 1) - table.zPValue)).toBeLessThanOrEqual(1e-9)
  })

  test("on shared points the Wasserstein distance is the area between the distribution functions", () => {
    expect(wassersteinOnPoints([0, 1, 4], [1, 1, 0], [0, 1, 1])).toBeCloseTo(0.5 * 1 + 0.5 * 3, 14)
  })
})
