import { chooseThreshold } from "../evaluate/index.ts"
import type { Model } from "../model/index.ts"
import { fitErrors, fitNonconformity, type TrainResult } from "../train/index.ts"
import type { StageSettings } from "./context.ts"

/**
 * What out-of-fold answers say of how to answer: the threshold between two classes, how far numbers are off, and how far
 * probabilities are from the truth.
 *
 * @param learnt.target training rows long; the number, or the index of the class
 * @param learnt.before the model that training went on from: its rules stay where there are no such answers
 */
export function answerRules(
  { outOfFold }: Pick<TrainResult, "outOfFold">,
  { target, before }: { readonly target: Float64Array; readonly before?: Model | undefined },
  { task, evaluate }: Pick<StageSettings, "task" | "evaluate">,
): Pick<Model, "threshold" | "errors" | "nonconformity"> {
  if (outOfFold === undefined) return before === undefined ? {} : rulesOf(before)
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

function rulesOf({ threshold, errors, nonconformity }: Model): ReturnType<typeof answerRules> {
  return {
    ...(threshold === undefined ? {} : { threshold }),
    ...(errors === undefined ? {} : { errors }),
    ...(nonconformity === undefined ? {} : { nonconformity }),
  }
}
