import type { Model, Predicted } from "./model.ts"

/** A class label as the target's type writes it, or a number. */
export type Answer = number | string | boolean

export interface Output {
  readonly prediction: Answer
  /** By class label, summing to one; absent for regression. */
  readonly probabilities?: Readonly<Record<string, number>>
}

/** Both long as there are classes, in the order of the probabilities; empty for regression. */
export interface ClassNames {
  readonly labels: readonly string[]
  /** As an answer gives them. */
  readonly answers: readonly Answer[]
}

/** Class labels as the target's type writes them in JSON: a boolean or integer target answers true or 1, not "true" or "1". */
export function classNames(model: Model): ClassNames {
  const type = model.schema.columns.find((column) => column.name === model.target.name)?.type
  const answers = model.classes.map((label) => {
    if (type === "boolean" && (label === "true" || label === "false")) return label === "true"
    const isNumber = (type === "integer" || type === "number") && label.trim() !== "" && Number.isFinite(Number(label))
    return isNumber ? Number(label) : label
  })
  return { labels: model.classes, answers }
}

/** What is told of one row of `predicted`. */
export function outputOf(predicted: Predicted, row: number, classes: ClassNames): Output {
  const value = predicted.values[row]!
  if (classes.answers.length === 0) return { prediction: value }
  const shares = classes.labels.map((label, position) => [label, predicted.probabilities[position]![row]!] as const)
  return { prediction: classes.answers[value]!, probabilities: Object.fromEntries(shares) }
}
