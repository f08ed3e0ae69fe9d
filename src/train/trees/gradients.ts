import { exponential } from "../kernels/exponential.ts"
import type { OutputScores } from "../kernels/kernels.ts"
import { workCost } from "../meter.ts"
import type { Scored } from "./objective.ts"
import type { Workspace } from "./workspace.ts"

/** Fix the probabilities all outputs of a softmax round start from; nothing to do for the other objectives. */
export function beginRound({ kernels, meter }: Workspace, scored: Scored, rows: Int32Array): void {
  if (scored.shares.length === 0) return
  kernels.fillShares(rows, scored)
  meter.spent += rows.length * scored.shares.length * workCost.exponentialRow
}

/**
 * Write the gradient and hessian of one output for some rows.
 *
 * With k classes the diagonal hessian is scaled by k / (k - 1), which makes up for updating all outputs at once (Friedman 2001).
 */
export function fillGradients(
  { kernels, meter, pulls }: Workspace,
  scored: Scored,
  { output, rows }: GradientRows,
): void {
  const { target, base, scores, shares } = scored
  const own = { scores: scores[output]!, target, base: base[output]! }
  const { objective } = scored
  switch (objective.kind) {
    case "squared":
      kernels.fillSquared(rows, own)
      return
    case "absolute":
      fillSides(pulls, own, { rows, below: -1, above: 1 })
      return
    case "quantile":
      fillSides(pulls, own, { rows, below: -objective.share, above: 1 - objective.share })
      return
    case "huber":
      fillBounded(pulls, own, { rows, delta: objective.delta })
      return
    case "poisson":
    case "tweedie":
      fillPowers(pulls, own, { rows, power: objective.kind === "poisson" ? 1 : objective.power })
      meter.spent += 2 * rows.length * workCost.exponentialRow
      return
    case "logistic":
      kernels.fillLogistic(rows, own)
      meter.spent += rows.length * workCost.exponentialRow
      return
    case "softmax": {
      const scale = shares.length / (shares.length - 1)
      kernels.fillSoftmax(rows, { share: shares[output]!, target, output, scale })
      return
    }
  }
}

/** Which side of the target the score is on; what the leaves answer is then worked out anew, see `renewLeaves`. */
function fillSides(
  pulls: Float64Array,
  { scores, target, base }: OutputScores,
  { rows, below, above }: { readonly rows: Int32Array; readonly below: number; readonly above: number },
): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const over = scores[row]! + base - target[row]!
    pulls[row] = over > 0 ? above : over < 0 ? below : 0
  }
}

function fillBounded(
  pulls: Float64Array,
  { scores, target, base }: OutputScores,
  { rows, delta }: { readonly rows: Int32Array; readonly delta: number },
): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    pulls[row] = Math.max(-delta, Math.min(delta, scores[row]! + base - target[row]!))
  }
}

/**
 * Half the Tweedie deviance of power p, of which 1 is Poisson's: gradient m^(2 - p) - y m^(1 - p) of the logarithm of the
 * answer m, and its derivative.
 */
function fillPowers(
  pulls: Float64Array,
  { scores, target, base }: OutputScores,
  { rows, power }: { readonly rows: Int32Array; readonly power: number },
): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const score = scores[row]! + base
    const answered = exponential((2 - power) * score)
    const wanted = power === 1 ? target[row]! : target[row]! * exponential((1 - power) * score)
    pulls[2 * row] = answered - wanted
    pulls[2 * row + 1] = (2 - power) * answered - (1 - power) * wanted
  }
}

interface GradientRows {
  readonly output: number
  readonly rows: Int32Array
}
