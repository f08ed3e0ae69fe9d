import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { scriptKernels } from "../kernels/script.ts"
import { wasmKernels } from "../kernels/wasm.ts"
import { sampleMatrix } from "../samples.ts"
import { binMatrix, cutPoints } from "./bins.ts"

const sorted = (values: readonly number[]): Float32Array => Float32Array.from(values).sort()

describe("cutPoints", () => {
  test("a few different values get a bin each", () => {
    expect([...cutPoints(sorted([1, 2, 2, 4]))]).toEqual([1.5, 3])
  })

  test("one value cannot be cut", () => {
    expect(cutPoints(sorted([7, 7, 7]))).toHaveLength(0)
  })

  test("neighbouring float32 numbers are still told apart", () => {
    const upper = 1 + 2 ** -23
    const [edge] = cutPoints(sorted([1, upper]))
    expect(edge).toBe(1)
  })

  test("infinities are cut off from numbers by a finite edge", () => {
    const edges = cutPoints(sorted([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY]))
    expect([...edges]).toEqual([Number.NEGATIVE_INFINITY, 3.4028234663852886e38])
  })

  test("many values are cut into at most 255 bins of about equal size", () => {
    const values = Float32Array.from({ length: 10_000 }, (_, row) => row)
    const edges = cutPoints(values)
    const sizes = [...edges].map((edge, at) => edge - (edges[at - 1] ?? -0.5))
    expect(edges.length).toBeLessThanOrEqual(254)
    expect(edges.length).toBeGreaterThan(250)
    expect(Math.max(...sizes)).toBeLessThan(45)
  })

  test("a value that most rows have leaves bins for the others", () => {
    const values = sorted([...new Array<number>(9000).fill(0), ...Array.from({ length: 1000 }, (_, at) => at + 1)])
    expect(cutPoints(values).length).toBeGreaterThan(20)
  })
})

describe.each([
  ["WebAssembly", () => wasmKernels(1)],
  ["TypeScript", scriptKernels],
] as const)("assignBins in %s", (_name, open) => {
  const kernels = open()
  const assignBins = (column: Float32Array, edges: Float32Array): Uint8Array => {
    const mark = kernels.memory.mark()
    const bins = kernels.memory.bytes(column.length)
    kernels.assignBins(column, edges, bins)
    const copy = bins.slice()
    kernels.memory.rewind(mark)
    return copy
  }

  test("a value is at most an edge exactly when its bin is at most the edge's", () => {
    const finite = fc.float({ noNaN: true })
    fc.assert(
      fc.property(fc.array(finite, { minLength: 2, maxLength: 600 }), (values) => {
        const column = Float32Array.from(values)
        const edges = cutPoints(Float32Array.from(column).sort())
        const bins = assignBins(column, edges)
        for (const [row, value] of column.entries()) {
          for (const [at, edge] of edges.entries()) expect(bins[row]! <= at + 1).toBe(value <= edge)
        }
      }),
      { numRuns: 50 },
    )
  })

  test("missing is bin 0", () => {
    expect([...assignBins(Float32Array.of(Number.NaN, 5), Float32Array.of(3))]).toEqual([0, 2])
  })
})

describe("binMatrix", () => {
  test("features that are constant, all missing or for linear models only are left out", () => {
    const { features, ...rest } = sampleMatrix([
      [1, 1, 1],
      [Number.NaN, Number.NaN, Number.NaN],
      [1, 2, 3],
      [1, Number.NaN, 1],
      [1, 2, 3],
    ])
    const binned = binMatrix(
      {
        ...rest,
        features: features.map((feature, at) => (at === 4 ? { ...feature, use: "linear" } : feature)),
      },
      scriptKernels(),
    )
    expect([...binned.features]).toEqual([2, 3])
    expect([...binned.starts]).toEqual([0, 4, 6])
  })
})
