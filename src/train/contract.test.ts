import { describe, expect, test } from "vitest"
import { seededRandom } from "../base/index.ts"
import { type Estimator, estimate } from "../model/index.ts"
import type { TrainInput, TrainResult } from "./input.ts"
import { normalColumns, sampleMatrix, trainSample } from "./samples.ts"
import { familySettings } from "./search/families.ts"

/** What every family of estimators must do, whatever the table. */
const families = familySettings

function learn(
  family: string,
  input: TrainInput,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<TrainResult> {
  return trainSample(input, {
    estimators: [family],
    storeRows: true,
    maxTrials: 1,
    blend: false,
    budgetSeconds: 0.4,
    ...settings,
  })
}

function numberTable(rows: number, columns: number): TrainInput {
  const random = seededRandom(`${rows}/${columns}`)
  const matrix = sampleMatrix(normalColumns(rows, columns, random))
  const first = matrix.columns[0]!
  const target = Float64Array.from(first, (value) => 3 * value + 0.3 * random.normal() + 20)
  return { matrix, target, task: "regression", classes: 0 }
}

function classTable(rows: number, classes: number): TrainInput {
  const random = seededRandom(`${rows}/${classes}/classes`)
  const labels = Float64Array.from({ length: rows }, (_, row) => row % classes)
  const columns = [1, 2, 3].map((step) => labels.map((label) => ((label * step) % classes) + 0.2 * random.normal()))
  const task = classes === 2 ? "binary" : "multiclass"
  return { matrix: sampleMatrix(columns), target: labels, task, classes }
}

function withColumn(input: TrainInput, column: ArrayLike<number>, use: "tree" | "both"): TrainInput {
  const { matrix } = input
  return {
    ...input,
    matrix: {
      rows: matrix.rows,
      features: [...matrix.features, { name: "added", from: ["added"], use }],
      columns: [...matrix.columns, Float32Array.from(column)],
    },
  }
}

function answersOf({ estimator }: TrainResult, input: TrainInput): Float64Array[] {
  return estimate(estimator, input.matrix)
}

function bytesOf(estimator: Estimator): string {
  return JSON.stringify(estimator, (_key, value: unknown) =>
    ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
  )
}

describe.each(families)("%s", (family) => {
  test("learns a number better than the baseline", async () => {
    const input = numberTable(300, 4)
    const result = await learn(family, input)
    const floor = result.trials.find(({ id }) => id === "baseline")!
    expect(result.best.score).toBeLessThan(floor.score / 2)
  })

  test("gives the same estimator for the same seed", async () => {
    const input = numberTable(120, 3)
    const [first, second] = [await learn(family, input), await learn(family, input)]
    expect(bytesOf(first.estimator)).toBe(bytesOf(second.estimator))
  })

  test("leaves its input as it was", async () => {
    const input = numberTable(60, 3)
    const before = JSON.stringify([[...input.target], input.matrix.columns.map((column) => [...column])])
    await learn(family, input)
    expect(JSON.stringify([[...input.target], input.matrix.columns.map((column) => [...column])])).toBe(before)
  })

  test("a constant feature changes nothing it answers", async () => {
    const input = numberTable(150, 3)
    const plain = answersOf(await learn(family, input), input)[0]!
    const more = withColumn(input, new Float32Array(150).fill(7), family === "linear" ? "both" : "tree")
    const answers = answersOf(await learn(family, more), more)[0]!
    expect(Math.max(...answers.map((value, row) => Math.abs(value - plain[row]!)))).toBeLessThan(1e-6)
  })

  test("a feature that is always missing changes nothing it answers", async () => {
    const input = numberTable(150, 3)
    const more = withColumn(input, new Float32Array(150).fill(Number.NaN), "tree")
    expect(answersOf(await learn(family, more), more)).toEqual(answersOf(await learn(family, input), input))
  })

  test.each([1, 2, 3, 5, 6])("a table of %i rows gives finite answers", async (rows) => {
    const input = numberTable(rows, 2)
    expect(answersOf(await learn(family, input), input)[0]!.every(Number.isFinite)).toBe(true)
  })

  test("missing, infinite and huge values of a feature of trees leave every answer finite", async () => {
    const input = numberTable(90, 2)
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, -3e38, 1e-40, 0, 1]
    const more = withColumn(
      input,
      Float32Array.from({ length: 90 }, (_, row) => values[row % values.length]!),
      "tree",
    )
    expect(answersOf(await learn(family, more), more)[0]!.every(Number.isFinite)).toBe(true)
  })

  test("rows that are there several times are learnt", async () => {
    const { matrix, target, ...rest } = numberTable(30, 2)
    const again = Int32Array.from({ length: 150 }, (_, row) => row % 30)
    const columns = matrix.columns.map((column) => Float32Array.from(again, (row) => column[row]!))
    const input = { ...rest, matrix: sampleMatrix(columns), target: Float64Array.from(again, (row) => target[row]!) }
    const result = await learn(family, input)
    const floor = result.trials.find(({ id }) => id === "baseline")!
    expect(result.best.score).toBeLessThan(floor.score / 2)
  })

  test("a row is answered alike whatever rows are around it, to the bit", async () => {
    const input = classTable(60, 3)
    const result = await learn(family, input)
    const all = answersOf(result, input)
    const backwards = input.matrix.columns.map((column) => column.toReversed())
    const turned = estimate(result.estimator, { ...input.matrix, columns: backwards })
    expect(turned).toEqual(all.map((column) => column.toReversed()))
    const first = estimate(result.estimator, sampleMatrix(input.matrix.columns.map((column) => column.slice(0, 1))))
    expect(first.map((column) => column[0])).toEqual(all.map((column) => column[0]))
  })

  test("the number of threads changes nothing", async () => {
    const input = numberTable(60, 3)
    const [one, four] = [await learn(family, input, { threads: 1 }), await learn(family, input, { threads: 4 })]
    expect(bytesOf(four.estimator)).toBe(bytesOf(one.estimator))
  })

  test("a thousand columns are read", async () => {
    const input = numberTable(80, 1000)
    const answers = answersOf(await learn(family, input), input)[0]!
    expect(answers.every(Number.isFinite)).toBe(true)
  })

  test.each([2, 3, 50])("%i classes are told apart and their probabilities sum to one", async (classes) => {
    const input = classTable(classes * 12, classes)
    const answers = answersOf(await learn(family, input), input)
    const shares = classes === 2 ? [answers[0]!.map((share) => 1 - share), answers[0]!] : answers
    const sums = shares[0]!.map((_, row) => shares.reduce((sum, column) => sum + column[row]!, 0))
    expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-6)
    const right = input.target.filter((label, row) => shares.every((column) => column[row]! <= shares[label]![row]!))
    expect(right.length / input.target.length).toBeGreaterThan(classes > 3 ? 0.2 : 0.9)
  })

  test("features that are all alike leave the answer to the baseline", async () => {
    const input = { ...numberTable(60, 2), matrix: sampleMatrix([new Float32Array(60).fill(3), new Float32Array(60)]) }
    const result = await learn(family, input)
    const [answers] = answersOf(result, input)
    const [floor] = estimate(result.baseline, input.matrix)
    expect(answers!.every((value, row) => Math.abs(value - floor![row]!) < 1e-6)).toBe(true)
  })

  test("a class that only one group has, so that folds learn without it, is no obstacle", async () => {
    const input = classTable(60, 3)
    const groups = Int32Array.from(input.target, (label, row) => (label === 2 ? 4 : row % 4))
    const answers = answersOf(await learn(family, { ...input, groups }), input)
    expect(answers).toHaveLength(3)
    expect(answers.every((column) => column.every((share) => share >= 0 && share <= 1))).toBe(true)
  })

  test("a class with one row is no obstacle", async () => {
    const input = classTable(61, 3)
    const target = input.target.map((label, row) => (label === 2 && row > 2 ? 0 : label))
    const answers = answersOf(await learn(family, { ...input, target }), input)
    expect(answers).toHaveLength(3)
    expect(answers.every((column) => column.every((share) => share >= 0 && share <= 1))).toBe(true)
  })

  test("a target that never changes is answered as it is", async () => {
    const input = numberTable(50, 2)
    const answers = answersOf(await learn(family, { ...input, target: new Float64Array(50).fill(4.5) }), input)[0]!
    expect(Math.max(...answers.map((value) => Math.abs(value - 4.5)))).toBeLessThan(1e-9)
  })

  test("huge and tiny targets are learnt alike", async () => {
    const input = numberTable(200, 3)
    const share = async (factor: number): Promise<number> => {
      const scaled = { ...input, target: input.target.map((value) => (value - 20) * factor) }
      const { best, trials } = await learn(family, scaled)
      return best.score / trials.find(({ id }) => id === "baseline")!.score
    }
    expect(await share(1e30)).toBeCloseTo(await share(1), 1)
    expect(await share(1e-30)).toBeCloseTo(await share(1), 1)
  })

  test("groups and times are kept apart without complaint", async () => {
    const input = numberTable(60, 2)
    const groups = Int32Array.from({ length: 60 }, (_, row) => row % 4)
    const time = Float64Array.from({ length: 60 }, (_, row) => row)
    expect((await learn(family, { ...input, groups })).best.foldScores).toHaveLength(12)
    expect((await learn(family, { ...input, time })).best.foldScores).toHaveLength(4)
  })
})

describe.each(["boosting", "forest", "extraTrees"])("%s, being trees", (family) => {
  test("a monotone transform of every feature changes no answer", async () => {
    const input = numberTable(120, 3)
    const columns = input.matrix.columns.map((column) => column.map((value) => Math.exp(2 * value) - 5))
    const bent = { ...input, matrix: { ...input.matrix, columns } }
    expect(answersOf(await learn(family, bent), bent)).toEqual(answersOf(await learn(family, input), input))
  })
})
