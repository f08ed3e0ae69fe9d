import type { Task } from "../schema/index.ts"
import type { EvaluateSettings } from "./config.ts"
import { decisionNotForTask } from "./errors.ts"

/** What wrong answers to two classes cost; only their ratio matters for the threshold. */
export type Costs = EvaluateSettings["costs"]

/**
 * See that threshold and costs are not set where there are no two classes to part.
 *
 * @throws evaluate.decision-not-for-task
 */
export function checkDecision({ threshold, costs }: Pick<EvaluateSettings, "threshold" | "costs">, task: Task): void {
  if (task === "binary") return
  if (threshold !== "costs") throw decisionNotForTask("evaluate.threshold", task)
  if (costs.falsePositive !== 1 || costs.falseNegative !== 1) throw decisionNotForTask("evaluate.costs", task)
}

/**
 * The probability above which the second class is answered, as the settings want it, by out-of-fold answers. For costs that is the
 * share that honest probabilities ask for, falsePositive / (falsePositive + falseNegative), unless what is found on some of the rows
 * costs less on the others by more than noise.
 *
 * @param truth 0 or 1
 * @param share probability of the second class
 */
export function chooseThreshold(
  truth: Float64Array,
  share: Float64Array,
  { threshold, costs }: Pick<EvaluateSettings, "threshold" | "costs">,
): number {
  if (typeof threshold === "number") return threshold
  if (threshold === "costs") {
    const honest = costs.falsePositive / (costs.falsePositive + costs.falseNegative)
    return saves({ truth, share, costs }, honest) ? cheapest({ truth, share, costs }) : honest
  }
  if (threshold === "accuracy") return cheapest({ truth, share, costs: evenCosts })
  return bestOf(countsByThreshold(truth, share), f1Of)
}

/** Mean cost of a row when the second class is answered above the threshold. */
export function costPerRow({ truth, share, costs }: Decided, threshold: number): number {
  let total = 0
  for (let row = 0; row < truth.length; row++) total += rowCost(truth[row]!, share[row]! > threshold, costs)
  return total / truth.length
}

export interface Decided {
  readonly truth: Float64Array
  readonly share: Float64Array
  readonly costs: Costs
}

interface Counts {
  readonly threshold: number
  readonly falsePositive: number
  readonly falseNegative: number
  readonly truePositive: number
}

/** Of every threshold that lies between two answers, and below and above all. */
function countsByThreshold(truth: Float64Array, share: Float64Array): readonly Counts[] {
  const order = Int32Array.from(share.keys()).sort((a, b) => share[a]! - share[b]!)
  const positives = truth.reduce((sum, label) => sum + label, 0)
  const counts: Counts[] = []
  let [falseNegative, below] = [0, 0]
  for (let place = 0; place <= order.length; place++) {
    const last = place === 0 ? 0 : share[order[place - 1]!]!
    const next = place === order.length ? 1 : share[order[place]!]!
    if (next > last || place === order.length) {
      const truePositive = positives - falseNegative
      const falsePositive = truth.length - below - truePositive
      counts.push({ threshold: (last + next) / 2, falsePositive, falseNegative, truePositive })
    }
    if (place === order.length) break
    falseNegative += truth[order[place]!]!
    below += 1
  }
  return counts
}

/** The threshold that costs least on these rows. */
function cheapest({ truth, share, costs }: Decided): number {
  return bestOf(countsByThreshold(truth, share), (count) => -costOf(count, costs))
}

/** Of equals the one in the middle, so that chance at the edges matters least. */
function bestOf(counts: readonly Counts[], worthOf: (count: Counts) => number): number {
  const worths = counts.map(worthOf)
  const best = worths.reduce((most, worth) => Math.max(most, worth), Number.NEGATIVE_INFINITY)
  const places = [...worths.keys()].filter((place) => worths[place] === best)
  return counts[places[Math.floor(places.length / 2)]!]!.threshold
}

/** The threshold found on other rows costs less than `usual`, by more than twice the standard error of the difference. */
function saves({ truth, share, costs }: Decided, usual: number): boolean {
  const savings = new Float64Array(truth.length)
  for (let part = 0; part < parts; part++) {
    const isOther = (_: number, row: number): boolean => row % parts !== part
    const found = cheapest({ truth: truth.filter(isOther), share: share.filter(isOther), costs })
    for (let row = part; row < truth.length; row += parts) {
      const label = truth[row]!
      savings[row] = rowCost(label, share[row]! > usual, costs) - rowCost(label, share[row]! > found, costs)
    }
  }
  const mean = savings.reduce((sum, value) => sum + value, 0) / savings.length
  const variance = savings.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, savings.length - 1)
  return mean > 2 * Math.sqrt(variance / savings.length)
}

function costOf({ falsePositive, falseNegative }: Counts, costs: Costs): number {
  return falsePositive * costs.falsePositive + falseNegative * costs.falseNegative
}

function rowCost(label: number, answeredPositive: boolean, costs: Costs): number {
  if (answeredPositive) return label === 1 ? 0 : costs.falsePositive
  return label === 1 ? costs.falseNegative : 0
}

function f1Of({ truePositive, falsePositive, falseNegative }: Counts): number {
  const all = 2 * truePositive + falsePositive + falseNegative
  return all === 0 ? 0 : (2 * truePositive) / all
}

const evenCosts: Costs = { falsePositive: 1, falseNegative: 1 }
const parts = 5
