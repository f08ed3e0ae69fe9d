import type { ContributionUnit } from "./attribute.ts"

/**
 * What contributions add up to, in words, such as `log odds of yes`.
 *
 * @param of the class that is spoken of; none for regression
 */
export function unitWords(unit: ContributionUnit, of: string | undefined): string {
  switch (unit) {
    case "answer":
      return of === undefined ? "prediction" : `probability of ${of}`
    case "log":
      return "log(prediction)"
    case "log1p":
      return "log(1 + prediction)"
    case "logOdds":
      return `log odds of ${of}`
    case "score":
      return `score of ${of}`
  }
}
