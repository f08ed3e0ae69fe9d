/** Which centre of the unknown answer makes a metric best. */
export type Seek = "mean" | "median" | "log-mean"

/** Squared errors seek the mean, absolute ones the median (close enough for percentages), rmsle the mean of logarithms. */
export function seekOf(metric: string): Seek {
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
