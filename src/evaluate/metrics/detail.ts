import type { Random } from "../../base/index.ts"
import type { EvaluateSettings } from "../config.ts"
import { describeDecision } from "../decision.ts"
import { measureDependence } from "../dependence.ts"
import type { EvaluateInput } from "../evaluate-input.ts"
import type { ClassificationDetail, Evaluation, Importance, RegressionDetail } from "../evaluation.ts"
import { measureCoverage } from "../uncertainty/coverage.ts"
import { measureInfluence } from "../uncertainty/influence.ts"
import { measureSetCoverage } from "../uncertainty/set-coverage.ts"
import { describeCalibration, describeClassification } from "./classification.ts"
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
export function classificationDetail(
  input: EvaluateInput,
  { costs, confidence }: EvaluateSettings,
): ClassificationDetail {
  const { task, truth, predicted, classes, uncalibrated, setsFor, threshold = 0.5 } = input
  const before = uncalibrated && describeCalibration({ truth, predicted: uncalibrated }, classes.length === 2)
  const decision =
    task === "binary" ? describeDecision(truth, predicted.probabilities[1]!, { threshold, costs }) : undefined
  return {
    ...describeClassification({ truth, predicted }, classes),
    coverage: setsFor === undefined ? [] : measureSetCoverage({ truth, classes }, setsFor, confidence),
    ...(decision === undefined ? {} : { decision }),
    ...(before === undefined ? {} : { uncalibrated: before }),
  }
}

/** What moves the answers, and how they follow the columns that matter most. */
export function whatMoves(
  input: EvaluateInput,
  { explainedRows, dependenceColumns }: EvaluateSettings,
  { importance, random }: { readonly importance: readonly Importance[]; readonly random: Random },
): Pick<Evaluation, "influence" | "dependence"> {
  const influence = measureInfluence(input, explainedRows, random.fork("influence"))
  const ranked = (influence?.columns ?? importance).map(({ column }) => column)
  const chosen = ranked.slice(0, dependenceColumns)
  return {
    ...(influence === undefined ? {} : { influence }),
    dependence: measureDependence(input, chosen, random.fork("dependence")),
  }
}
