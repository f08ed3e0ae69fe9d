import type { Model, Predicted } from "../model/index.ts"
import { exactJson, numberText } from "./number-text.ts"
import type { Answer, Output, VersionName } from "./prediction.ts"

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

/** JSON of an answered row, written directly: this runs once per request. */
export function answerText(id: string, output: Output, tail: string): string {
  const { prediction, probabilities } = output
  const value = typeof prediction === "number" ? numberText(prediction) : JSON.stringify(prediction)
  const shares = probabilities === undefined ? "" : `,"probabilities":${exactJson(probabilities)}`
  return `{"id":"${id}","prediction":${value}${shares}${tail}}`
}

/** The end of each answer of a version, written once. */
export function answerTail(name: VersionName): string {
  return `,"model":${JSON.stringify({ name: name.name, version: name.version })}`
}
