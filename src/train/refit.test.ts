import { expect, test } from "vitest"
import { seededRandom, silent } from "../base/index.ts"
import { estimate } from "../model/index.ts"
import type { TrainInput } from "./input.ts"
import { normalColumns, sampleMatrix, trainSample } from "./samples.ts"

const clock = { now: () => 0, elapsed: () => 0 }
const effects = (seed: number) => ({ progress: silent, clock, random: seededRandom(seed) })

function bent(rows: number, seed: number): TrainInput {
  const columns = normalColumns(rows, 3, seededRandom(seed))
  const target = Float64Array.from(columns[0]!, (value, row) => value * value + columns[1]![row]!)
  return { matrix: sampleMatrix(columns), target, task: "regression", classes: 0 }
}

test("the choice of a search fitted again on the same rows is the same to the bit", async () => {
  const input = bent(200, 1)
  const settings = { seed: 7, maxTrials: 3 }
  const result = await trainSample(input, settings)
  const again = await result.refit(input, effects(7))
  expect(estimate(again, input.matrix)).toEqual(estimate(result.estimator, input.matrix))
})

test("fitted on more rows, boosting learns more rounds and knows the rows it had not seen", async () => {
  const [few, more] = [bent(150, 1), bent(600, 2)]
  const result = await trainSample(few, { estimators: ["boosting"], maxTrials: 1, blend: false })
  const again = await result.refit(more, effects(1))
  const trees = (estimator: typeof again): number => (estimator.kind === "trees" ? estimator.roots.length : Number.NaN)
  expect(trees(again) / trees(result.estimator), "four times the rows, twice the rounds").toBeCloseTo(2, 1)
  const off = (estimator: typeof again): number => {
    const [answers] = estimate(estimator, more.matrix)
    return more.target.reduce((sum, value, row) => sum + (value - answers![row]!) ** 2, 0)
  }
  expect(off(again)).toBeLessThan(off(result.estimator) / 2)
})

test("probabilities keep the correction the search chose", async () => {
  const { matrix, target: number } = bent(400, 3)
  const input: TrainInput = { matrix, target: number.map((value) => (value > 1 ? 1 : 0)), task: "binary", classes: 2 }
  const settings = { calibrate: "smooth", maxTrials: 1 }
  const { refit, estimator, calibration } = await trainSample(input, settings)
  expect(await refit(input, effects(1))).toEqual(estimator)
  expect(estimator).toMatchObject({ kind: "calibrated", map: calibration!.map })
})
