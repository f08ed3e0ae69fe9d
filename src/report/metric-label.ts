import { type MetricName, metricFacts, metricNames } from "../evaluate/index.ts"

/** How a metric is written and what it means; a metric this version does not know is shown by its name. */
export function label(name: string): {
  readonly label: string
  readonly meaning: string
  readonly lowerIsBetter?: boolean
} {
  return known.has(name) ? metricFacts(name as MetricName) : { label: name, meaning: "" }
}

const known: ReadonlySet<string> = new Set(Object.values(metricNames).flat())
