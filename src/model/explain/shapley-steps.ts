import type { Estimator } from "../estimator.ts"
import { compileEstimator, outputsOf } from "../run-estimator.ts"
import type { Additive } from "./attribute.ts"

/**
 * Contributions of any estimator against one usual row: features take the row's values one after the other, once from the first to the
 * last and once the other way round, and each gets the mean of what its turn changed. Both ways add up to the answer. These are
 * Shapley values by two of all the orders (Castro, Gomez and Tejada 2009); where features do not act together they are exact.
 *
 * @param usual value of each feature that the estimator reads, from which contributions are measured
 */
export function compileSteps(estimator: Estimator, usual: ReadonlyMap<number, number>): Additive {
  const run = compileEstimator(estimator)
  const answers = Array.from({ length: outputsOf(estimator) }, () => new Float64Array(1))
  const row: Float32Array[] = []
  const features = [...usual.keys()]
  for (const feature of features) row[feature] = new Float32Array(1)
  const ask = (output: number): number => {
    run(row, 1, answers)
    return answers[output]![0]!
  }
  const reset = (): void => {
    for (const [feature, value] of usual) row[feature]![0] = value
  }
  reset()
  const base = Float64Array.from(answers, (_, output) => ask(output))
  return {
    unit: "answer",
    exact: false,
    base,
    add: (columns, at, { output, to }) => {
      for (const order of [features, features.toReversed()]) {
        reset()
        let before = base[output]!
        for (const feature of order) {
          row[feature]![0] = columns[feature]![at]!
          const after = ask(output)
          to[feature]! += (after - before) / 2
          before = after
        }
      }
    },
  }
}
