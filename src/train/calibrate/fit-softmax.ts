import { CALIBRATION_FLOOR, type CalibrationMap } from "../../model/index.ts"
import { minimise } from "../linear/lbfgs.ts"

type SoftmaxMap = Extract<CalibrationMap, { method: "softmax" }>

/**
 * The temperature, or with `free` also the shift of each class, that makes the log loss smallest.
 *
 * @param answers classes x rows, probabilities
 * @param truth rows long, class indices
 * @returns undefined when the best map would fall
 */
export function fitSoftmax(
  answers: readonly Float64Array[],
  truth: Float64Array,
  { free }: { readonly free: boolean },
): SoftmaxMap | undefined {
  const logs = answers.map((column) => column.map((share) => Math.log(Math.max(CALIBRATION_FLOOR, share))))
  const scores = new Float64Array(logs.length)
  const loss = (point: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0)
    let sum = 0
    for (let row = 0; row < truth.length; row++) {
      let largest = Number.NEGATIVE_INFINITY
      for (let label = 0; label < scores.length; label++) {
        scores[label] = point[0]! * logs[label]![row]! + (free ? point[1 + label]! : 0)
        largest = Math.max(largest, scores[label]!)
      }
      let total = 0
      for (const score of scores) total += Math.exp(score - largest)
      sum -= scores[truth[row]!]! - largest - Math.log(total)
      for (let label = 0; label < scores.length; label++) {
        const pull = (Math.exp(scores[label]! - largest) / total - (label === truth[row] ? 1 : 0)) / truth.length
        gradient[0]! += pull * logs[label]![row]!
        if (free) gradient[1 + label]! += pull
      }
    }
    return sum / truth.length
  }
  const start = new Float64Array(free ? 1 + answers.length : 1)
  start[0] = 1
  const [slope, ...shifts] = minimise(loss, start, { tolerance: 1e-8, maxIterations: 200 })
  const offsets = free ? shifts : answers.map(() => 0)
  return slope! > 0 && [slope!, ...offsets].every(Number.isFinite)
    ? { method: "softmax", slope: slope!, offsets }
    : undefined
}
