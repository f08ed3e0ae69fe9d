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
 * Write the gradient and hessian of one output for some rows, times their weights.
 *
 * With k classes the diagonal hessian is scaled by k / (k - 1), which makes up for updating all outputs at once (Friedman 2001).
 */
export function fillGradients(space: Workspace, scored: Scored, { output, rows }: GradientRows): void {
  const { kernels, meter, lanes } = space
  const { target, base, scores, shares, objective, weights } = scored
  const own = { scores: scores[output]!, target, base: base[output]! }
  switch (objective.kind) {
    case "squared":
      if (lanes === 1) kernels.fillSquared(rows, own)
      else fillPulls(space, own, { rows, pull: (error) => error })
      break
    case "absolute":
      fillPulls(space, own, { rows, pull: Math.sign })
      break
    case "quantile": {
      const { share } = objective
      fillPulls(space, own, { rows, pull: (error) => (error > 0 ? 1 - share : error < 0 ? -share : 0) })
      break
    }
    case "huber": {
      const { delta } = objective
      fillPulls(space, own, { rows, pull: (error) => Math.max(-delta, Math.min(delta, error)) })
      break
    }
    case "poisson":
    case "tweedie":
      fillPowers(space, own, { rows, power: objective.kind === "poisson" ? 1 : objective.power })
      meter.spent += 2 * rows.length * workCost.exponentialRow
      break
    case "logistic":
      kernels.fillLogistic(rows, own)
      meter.spent += rows.length * workCost.exponentialRow
      break
    case "softmax": {
      const scale = shares.length / (shares.length - 1)
      kernels.fillSoftmax(rows, { share: shares[output]!, target, output, scale })
    }
  }
  if (weights !== undefined) weigh(space, weights, rows)
}

interface GradientRows {
  readonly output: number
  readonly rows: Int32Array
}

function weigh({ pulls }: Workspace, weights: Float64Array, rows: Int32Array): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    pulls[2 * row] = weights[row]! * pulls[2 * row]!
    pulls[2 * row + 1] = weights[row]! * pulls[2 * row + 1]!
  }
}

/** Gradients that follow from score less target alone; every hessian is 1. */
function fillPulls({ pulls, lanes }: Workspace, { scores, target, base }: OutputScores, { rows, pull }: Pull): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    pulls[lanes * row] = pull(scores[row]! + base - target[row]!)
    if (lanes === 2) pulls[2 * row + 1] = 1
  }
}

interface Pull {
  readonly rows: Int32Array
  readonly pull: (error: number) => number
}

/**
 * Half the Tweedie deviance of power p, of which 1 is Poisson's: gradient m^(2 - p) - y m^(1 - p) of the logarithm of the
 * answer m, and its derivative.
 */
function fillPowers(
  { pulls }: Workspace,
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
