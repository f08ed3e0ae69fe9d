import type { Output } from "../../model/index.ts"
import { exactJson, numberText } from "../log/number-text.ts"
import type { VersionName } from "../log/prediction.ts"

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
