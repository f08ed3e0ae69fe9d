import type { TrainSettings } from "./config.ts"
import { classWeightNotForTask, classWeightsLeaveOne, weightClassUnknown } from "./errors.ts"
import type { TrainInput } from "./input.ts"

/**
 * How much the rows of each class count in training: `balanced` gives all classes the same sum of weights, rows / (classes x rows of
 * the class); a map gives those it names their number and the others 1.
 *
 * @returns classes long; undefined when all count the same
 * @throws train.class-weight-not-for-task, train.weight-class-unknown, train.class-weights-leave-one
 */
export function classWeightsSought(
  input: TrainInput,
  wanted: TrainSettings["classWeight"],
): readonly number[] | undefined {
  if (wanted === "none") return undefined
  if (input.task === "regression") throw classWeightNotForTask(input.task)
  if (wanted === "balanced") return balancedWeights(input)
  const labels = input.labels ?? Array.from({ length: input.classes }, (_, label) => String(label))
  for (const label of Object.keys(wanted)) if (!labels.includes(label)) throw weightClassUnknown(label, labels)
  const counting = labels.filter((label) => (wanted[label] ?? 1) > 0)
  if (counting.length < 2) throw classWeightsLeaveOne(counting)
  return labels.map((label) => wanted[label] ?? 1)
}

/** Each row's own weight times that of its class. */
export function timesClasses({ target, weights }: TrainInput, classes: readonly number[]): Float64Array {
  return target.map((label, row) => (weights?.[row] ?? 1) * classes[label]!)
}

/** Weights as fits count them: 1 on average, so that penalties mean the same whatever their unit. */
export function onAverageOne(weights: Float64Array): Float64Array {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
  return mean > 0 ? weights.map((weight) => weight / mean) : weights
}

function balancedWeights({ target, weights, classes }: TrainInput): readonly number[] {
  const sums = new Float64Array(classes)
  for (const [row, label] of target.entries()) sums[label]! += weights?.[row] ?? 1
  const total = sums.reduce((sum, value) => sum + value, 0)
  return Array.from(sums, (sum) => (sum > 0 ? total / (classes * sum) : 1))
}
