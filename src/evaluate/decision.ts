import type { Decision } from "./evaluation.ts"
import { type Costs, costPerRow } from "./threshold.ts"

/** What answering above the model's threshold costs, and above others. */
export function describeDecision(
  truth: Float64Array,
  share: Float64Array,
  { threshold, costs }: { readonly threshold: number; readonly costs: Costs },
): Decision {
  const decided = { truth, share, costs }
  return {
    threshold,
    costs,
    cost: costPerRow(decided, threshold),
    costAtHalf: costPerRow(decided, 0.5),
    curve: Array.from({ length: points }, (_, place) => {
      const at = place / (points - 1)
      return { threshold: at, cost: costPerRow(decided, at) }
    }),
  }
}

const points = 101
