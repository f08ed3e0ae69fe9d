import type { Random } from "../base/index.ts"
import { describeCalibration, describeClassification } from "./classification.ts"
import type { EvaluateSettings } from "./config.ts"
import { measureCoverage } from "./coverage.ts"
import { describeDecision } from "./decision.ts"
import type { EvaluateInput } from "./evaluate-input.ts"
import type { ClassificationDetail, RegressionDetail } from "./evaluation.ts"
import { describeRegression } from "./regression.ts"

/** Where a regression errs, and whether its intervals hold. */
export function regressionDetail(
  { truth, predicted, intervalsFor }: EvaluateInput,
  { confidence }: EvaluateSettings,
  random: Random,
): RegressionDetail {
  const coverage = intervalsFor === undefined ? [] : measureCoverage(truth, intervalsFor, confidence)
  return describeRegression({ truth, predicted }, coverage, random)
}

/** Where a classifier errs, what that costs, and what correcting its probabilities brought. */
export function classificationDetail(input: EvaluateInput, { costs }: EvaluateSettings): ClassificationDetail {
  const { task, truth, predicted, classes, uncalibrated, threshold = 0.5 } = input
  const before = uncalibrated && describeCalibration({ truth, predicted: uncalibrated }, classes.length === 2)
  const decision =
    task === "binary" ? describeDecision(truth, predicted.probabilities[1]!, { threshold, costs }) : undefined
  return {
    ...describeClassification({ truth, predicted }, classes),
    ...(decision === undefined ? {} : { decision }),
    ...(before === undefined ? {} : { uncalibrated: before }),
  }
}
