import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { estimate, type TreesEstimator } from "../../model/index.ts"
import { scriptKernels } from "../kernels/script.ts"
import { wasmKernels } from "../kernels/wasm.ts"
import { newMeter } from "../meter.ts"
import { sampleMatrix } from "../samples.ts"
import { binMatrix } from "./bins.ts"
import { boostRound, newBooster } from "./booster.ts"
import { collectTrees } from "./collect.ts"
import { lanesOf, linkOf, type Objective } from "./objective.ts"
import { newWorkspace } from "./workspace.ts"

interface Table {
  readonly columns: readonly Float32Array[]
  readonly target: Float64Array
}

/** Three columns, one with gaps, and a target that rises, falls and waves with the first one. */
function tableOf(seed: number, rows = 120): Table {
  const random = seededRandom(seed)
  const columns = [0, 1, 2].map(() =>
    Float32Array.from({ length: rows }, () => Math.round(8 * random.normal()) / (1 + random.integer(3))),
  )
  for (let row = 0; row < rows; row += 5) columns[2]![row] = Number.NaN
  const slope = 2 * random.next() - 1
  const target = Float64Array.from({ length: rows }, (_, row) => {
    const [first, second, third] = columns.map((column) => column[row]! || 0)
    return slope * first! + 4 * Math.sin(first! + second!) + third! * Math.sign(second!) + random.normal()
  })
  return { columns, target }
}

const objectives: readonly Objective[] = [
  { kind: "squared" },
  { kind: "absolute" },
  { kind: "quantile", share: 0.8 },
  { kind: "huber", delta: 1 },
  { kind: "poisson" },
  { kind: "logistic" },
]

function grow(table: Table, objective: Objective, given: { weighs?: boolean; script?: boolean } = {}): TreesEstimator {
  const { weighs = false, script = false } = given
  const kernels = script ? scriptKernels() : wasmKernels(1)
  const matrix = { ...sampleMatrix(table.columns), directions: Int8Array.of(1, -1, 0) }
  const binned = binMatrix(matrix, kernels)
  const space = newWorkspace({ binned, lanes: lanesOf(objective, weighs), leaves: 12 }, newMeter())
  const train = Int32Array.from({ length: matrix.rows }, (_, row) => row)
  const target = table.target.map((value) =>
    objective.kind === "logistic" ? Number(value > 0) : objective.kind === "poisson" ? Math.max(0, value) : value,
  )
  const booster = newBooster(
    space,
    { learningRate: 0.3, leaves: 12, minLeaf: 2, l2: 0.1, rowShare: 0.8, featureShare: 1 },
    {
      objective,
      target,
      ...(weighs ? { weights: target.map((_, row) => (row % 4) / 2) } : {}),
      outputs: 1,
      train,
      watch: new Int32Array(0),
      random: seededRandom(2),
    },
  )
  const trees = Array.from({ length: 12 }, () => boostRound(booster) ?? []).flat()
  const frame = { combine: "sum", link: linkOf(objective), outputs: 1, base: booster.scored.base } as const
  return collectTrees(trees, binned, frame)
}

/** Answers while one column runs through all that it may be and the others stay as a row has them. */
function answersAlong(estimator: TreesEstimator, table: Table, { row, column }: { row: number; column: number }) {
  const values = Float32Array.of(
    Number.NEGATIVE_INFINITY,
    ...Float32Array.from(table.columns[column]!).sort(),
    Number.POSITIVE_INFINITY,
  ).filter((value) => !Number.isNaN(value))
  const columns = table.columns.map((own, at) => (at === column ? values : values.map(() => own[row]!)))
  return [...estimate(estimator, sampleMatrix(columns))[0]!]
}

describe("boosting along columns with a direction", () => {
  test.each(objectives)("never answers against it: $kind", (objective) => {
    const cases = fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 119 }), fc.boolean())
    fc.assert(
      fc.property(cases, ([seed, row, weighs]) => {
        const table = tableOf(seed)
        const estimator = grow(table, objective, { weighs })
        const rising = answersAlong(estimator, table, { row, column: 0 })
        const falling = answersAlong(estimator, table, { row, column: 1 }).reverse()
        for (const answers of [rising, falling]) {
          expect(answers.every((answer, at) => at === 0 || answer >= answers[at - 1]!)).toBe(true)
        }
      }),
      { numRuns: 8 },
    )
  })

  test("still answers with what rises", () => {
    const { columns } = tableOf(3, 400)
    const target = Float64Array.from(columns[0]!, (value, row) => 3 * value - columns[1]![row]!)
    const [answers] = estimate(grow({ columns, target }, { kind: "squared" }), sampleMatrix(columns))
    const mean = target.reduce((sum, value) => sum + value, 0) / 400
    const error = target.reduce((sum, value, row) => sum + (value - answers![row]!) ** 2, 0)
    expect(error / target.reduce((sum, value) => sum + (value - mean) ** 2, 0)).toBeLessThan(0.1)
  })

  test.each(objectives)("grows the same trees in TypeScript and WebAssembly: $kind", (objective) => {
    const table = tableOf(9, 1500)
    for (const weighs of [false, true]) {
      expect(grow(table, objective, { weighs, script: true })).toEqual(grow(table, objective, { weighs }))
    }
  })
})
