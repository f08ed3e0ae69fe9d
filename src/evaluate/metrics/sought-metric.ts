import type { MetricFacts } from "./metric.ts"

/** Metrics of a regression that are measured only when they decide; some hold a number in their name. */
export type SoughtMetric = `pinball-${number}` | "poissonDeviance" | `tweedieDeviance-${number}`

/** How the names of `SoughtMetric` are written: quantiles between 0 and 1, powers between 1 and 2. */
export const soughtPattern = /^(pinball-0?\.\d+|poissonDeviance|tweedieDeviance-1\.\d+)$/

export function isSought(name: string): name is SoughtMetric {
  return soughtPattern.test(name)
}

/** The number in the name of a metric: the share of a pinball loss, or the power of a deviance, which is 1 for Poisson's. */
export function numberIn(name: SoughtMetric): number {
  return name === "poissonDeviance" ? 1 : Number(name.slice(name.indexOf("-") + 1))
}

export function soughtFacts(name: SoughtMetric): Omit<MetricFacts, "name"> {
  const given = numberIn(name)
  if (name.startsWith("pinball")) {
    return {
      lowerIsBetter: true,
      label: `Pinball loss at ${given}`,
      meaning: `Error of the quantile ${given} in the target's unit: a truth above it costs ${given} times its distance, one below it ${Number((1 - given).toPrecision(12))} times`,
    }
  }
  const whose = given === 1 ? "Poisson" : `Tweedie (${given})`
  return {
    lowerIsBetter: true,
    label: `${whose} deviance`,
    meaning: "Surprise at the truth where the variance grows with the mean; 0 is perfect",
  }
}
