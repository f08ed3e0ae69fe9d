import type { Answers } from "./kernel.ts"
import { numberIn, type SoughtMetric } from "./sought-metric.ts"

/**
 * The loss of each row that pinball loss and deviances are means of, as scikit-learn defines them.
 *
 * @returns rows long; lower is better; NaN where a deviance has a truth below zero
 */
export function soughtLosses(name: SoughtMetric, { truth, predicted }: Answers): Float64Array {
  const given = numberIn(name)
  const answers = predicted.values
  if (name.startsWith("pinball")) return truth.map((value, row) => pinball(value - answers[row]!, given))
  return truth.map((value, row) => (value < 0 ? Number.NaN : deviance(value, Math.max(answers[row]!, smallest), given)))
}

function pinball(above: number, share: number): number {
  return above >= 0 ? share * above : (share - 1) * above
}

/** Unit deviance of Tweedie's distributions. */
function deviance(truth: number, answer: number, power: number): number {
  if (power === 1) return 2 * ((truth > 0 ? truth * Math.log(truth / answer) : 0) - truth + answer)
  const [first, second] = [1 - power, 2 - power]
  return 2 * (truth ** second / (first * second) - (truth * answer ** first) / first + answer ** second / second)
}

/** An answer of zero and below, which no such truth can have for its mean, counts as this one. */
const smallest = 1e-10
