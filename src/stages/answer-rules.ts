import { chooseThreshold } from "../evaluate/index.ts"
import type { Model } from "../model/index.ts"
import { fitErrors, fitNonconformity, type TrainResult } from "../train/index.ts"
import type { StageSettings } from "./context.ts"

/**
 * What out-of-fold answers say of how to answer: the threshold between two classes, how far numbers are off, and how far
 * probabilities are from the truth.
 *
 * @param target training rows long; the number, or the index of the class
 */
export function answerRules(
  { outOfFold }: Pick<TrainResult, "outOfFold">,
  target: Float64Array,
  { task, evaluate }: Pick<StageSettings, "task" | "evaluate">,
): Pick<Model, "threshold" | "errors" | "nonconformity"> {
  if (outOfFold === undefined) return {}
  const nonconformity = task === "regression" ? undefined : fitNonconformity(outOfFold, target)
  const sets = nonconformity === undefined ? {} : { nonconformity }
  switch (task) {
    case "regression": {
      const errors = fitErrors(outOfFold, target)
      return errors === undefined ? {} : { errors }
    }
    case "binary": {
      const truth = Float64Array.from(outOfFold.rows, (row) => target[row]!)
      const threshold = chooseThreshold(truth, outOfFold.answers[0]!, evaluate)
      return { ...sets, ...(threshold === 0.5 ? {} : { threshold }) }
    }
    case "multiclass":
      return sets
  }
}
