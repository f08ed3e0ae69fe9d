import { findMetric } from "../evaluate/index.ts"

/** How a metric is written and what it means; a metric this version does not know is shown by its name. */
export function label(name: string): {
  readonly label: string
  readonly meaning: string
  readonly lowerIsBetter?: boolean
} {
  return findMetric(name) ?? { label: name, meaning: "" }
}
