/** Which centre of the unknown answer makes a metric best. */
export type Seek = "mean" | "median" | "log-mean" | "quantile"

/**
 * Squared errors and deviances seek the mean, absolute errors the median (close enough for percentages), rmsle the mean of
 * logarithms, the pinball loss a quantile.
 */
export function seekOf(metric: string): Seek {
  if (quantileSought(metric) !== undefined) return "quantile"
  switch (metric) {
    case "mae":
    case "mape":
      return "median"
    case "rmsle":
      return "log-mean"
    default:
      return "mean"
  }
}

/** The share of truths below the best answer, of a metric such as `pinball-0.9`; undefined for other metrics. */
export function quantileSought(metric: string): number | undefined {
  return metric.startsWith(pinball) ? Number(metric.slice(pinball.length)) : undefined
}

/** Of `poissonDeviance` (1) and of a metric such as `tweedieDeviance-1.5`; undefined for other metrics. */
export function tweediePowerSought(metric: string): number | undefined {
  if (metric === "poissonDeviance") return 1
  return metric.startsWith(tweedie) ? Number(metric.slice(tweedie.length)) : undefined
}

const pinball = "pinball-"
const tweedie = "tweedieDeviance-"
