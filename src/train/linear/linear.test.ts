import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { newMeter } from "../meter.ts"
import { sampleMatrix } from "../samples.ts"
import { centredDesign, linearScores } from "./design.ts"
import { minimise } from "./lbfgs.ts"
import { fitLogistic } from "./logistic.ts"
import { fitRidge } from "./ridge.ts"

interface Reference {
  readonly columns: readonly (readonly number[])[]
  readonly target: readonly number[]
  readonly label: readonly number[]
  readonly penalty: number
  readonly ridge: readonly number[]
  readonly logistic: readonly number[]
  readonly softmax: readonly (readonly number[])[]
  readonly softmaxLabel: readonly number[]
}

const reference = JSON.parse(readFileSync(new URL("linear.reference.json", import.meta.url), "utf8")) as Reference
const matrix = sampleMatrix(reference.columns)
const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row)
const design = centredDesign(matrix, rows)
const options = { penalties: [reference.penalty], meter: newMeter(), maxIterations: 500 }

function farthest(own: ArrayLike<number>, theirs: readonly number[]): number {
  return Math.max(...theirs.map((value, row) => Math.abs(value - own[row]!)))
}

describe("fitRidge", () => {
  test("answers equal those of scikit-learn's Ridge", () => {
    const [fit] = fitRidge(design, Float64Array.from(reference.target), options)
    expect(farthest(linearScores(matrix, rows, fit!), reference.ridge)).toBeLessThan(1e-5)
  })

  test("fewer rows than features give what more rows would, by the dual system", () => {
    const few = Int32Array.of(0, 1, 2)
    const target = Float64Array.of(1, 5, 2)
    const [dual] = fitRidge(centredDesign(matrix, few), target, options)
    const twice = Int32Array.of(0, 1, 2, 0, 1, 2)
    const [primal] = fitRidge(centredDesign(matrix, twice), Float64Array.of(1, 5, 2, 1, 5, 2), options)
    expect(farthest(dual!.weights, [...primal!.weights])).toBeLessThan(1e-9)
  })

  test("a copied column shares the weight and a constant one gets none", () => {
    const copied = sampleMatrix([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [5, 5, 5, 5],
    ])
    const [fit] = fitRidge(centredDesign(copied, Int32Array.of(0, 1, 2, 3)), Float64Array.of(2, 4, 6, 8), {
      penalties: [1e-6],
      meter: newMeter(),
    })
    expect(farthest(fit!.weights, [1, 1, 0])).toBeLessThan(1e-4)
  })
})

describe("fitLogistic", () => {
  test("two classes: probabilities equal those of scikit-learn", () => {
    const [fits] = fitLogistic(design, Float64Array.from(reference.label), { ...options, outputs: 1 })
    const shares = linearScores(matrix, rows, fits![0]!).map((score) => 1 / (1 + Math.exp(-score)))
    expect(farthest(shares, reference.logistic)).toBeLessThan(2e-5)
  })

  test("three classes: probabilities equal those of scikit-learn", () => {
    const [fits] = fitLogistic(design, Float64Array.from(reference.softmaxLabel), { ...options, outputs: 3 })
    const scores = fits!.map((fit) => linearScores(matrix, rows, fit).map(Math.exp))
    for (const [label, theirs] of reference.softmax.entries()) {
      const shares = scores[label]!.map((value, row) => value / scores.reduce((sum, other) => sum + other[row]!, 0))
      expect(farthest(shares, theirs)).toBeLessThan(2e-5)
    }
  })

  test("perfectly parted classes still give finite weights", () => {
    const parted = sampleMatrix([[-2, -1, 1, 2]])
    const [fits] = fitLogistic(centredDesign(parted, Int32Array.of(0, 1, 2, 3)), Float64Array.of(0, 0, 1, 1), {
      ...options,
      penalties: [1e-4],
      outputs: 1,
    })
    expect(Number.isFinite(fits![0]!.weights[0]!)).toBe(true)
  })
})

describe("minimise", () => {
  test("finds the bottom of Rosenbrock's valley", () => {
    const valley = (point: Float64Array, gradient: Float64Array): number => {
      const [x, y] = [point[0]!, point[1]!]
      gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x)
      gradient[1] = 200 * (y - x * x)
      return (1 - x) ** 2 + 100 * (y - x * x) ** 2
    }
    const found = minimise(valley, Float64Array.of(-1.2, 1), { tolerance: 1e-9, maxIterations: 200 })
    expect(farthest(found, [1, 1])).toBeLessThan(1e-6)
  })
})
