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
  switch (scored.objective) {
    case "squared":
      kernels.fillSquared(rows, own)
      return
    case "absolute":
      fillSigns(pulls, own, rows)
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

/** Which side of the target the score is on; what the leaves answer is then the median of what is left, see `renewLeaves`. */
function fillSigns(pulls: Float64Array, { scores, target, base }: OutputScores, rows: Int32Array): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    pulls[row] = Math.sign(scores[row]! + base - target[row]!)
  }
}

interface GradientRows {
  readonly output: number
  readonly rows: Int32Array
}
