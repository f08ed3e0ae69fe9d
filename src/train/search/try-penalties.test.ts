import { expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { Score, TrainInput } from "../input.ts"
import { logLoss, normalColumns, sampleMatrix, trainSample } from "../samples.ts"

test("the penalty of a logistic regression is the one of the least log loss, whatever the metric", async () => {
  const random = seededRandom(4)
  const columns = normalColumns(300, 12, random)
  const target = Float64Array.from(columns[0]!, (value) => (value + random.normal() > 0 ? 1 : 0))
  const input: TrainInput = { matrix: sampleMatrix(columns), target, task: "binary", classes: 2 }
  const settings = { estimators: ["linear"], budgetSeconds: 1, calibrate: "never" }
  const penaltyBy = async (score: Score): Promise<unknown> =>
    (await trainSample(input, settings, { score })).trials.find(({ family }) => family === "logistic")!.params[
      "penalty"
    ]
  // a metric that likes whatever the loss does not
  const perverse: Score = { ...logLoss, name: "perverse", lowerIsBetter: false }
  expect(await penaltyBy(perverse)).toBe(await penaltyBy(logLoss))
})
