import { workCost } from "../meter.ts"
import type { Scored } from "./objective.ts"
import type { Workspace } from "./workspace.ts"

/** Fix the probabilities all outputs of a softmax round start from; nothing to do for the other objectives. */
export function beginRound(space: Workspace, { base, scores, shares }: Scored, sampled: number): void {
  const { index, meter } = space
  for (let at = 0; at < sampled && shares.length > 0; at++) {
    const row = index[at]!
    let largest = Number.NEGATIVE_INFINITY
    for (let output = 0; output < shares.length; output++) {
      const score = scores[output]![row]! + base[output]!
      shares[output]![row] = score
      if (score > largest) largest = score
    }
    let total = 0
    for (let output = 0; output < shares.length; output++) {
      const power = Math.exp(shares[output]![row]! - largest)
      shares[output]![row] = power
      total += power
    }
    for (let output = 0; output < shares.length; output++) shares[output]![row] = shares[output]![row]! / total
  }
  meter.spent += sampled * shares.length * workCost.exponentialRow
}

/** Write the gradient and hessian of one output for the first `sampled` rows of the workspace's index. */
export function fillGradients(space: Workspace, scored: Scored, { output, sampled }: GradientRows): void {
  switch (scored.objective) {
    case "squared":
      fillSquared(space, scored, sampled)
      return
    case "logistic":
      fillLogistic(space, scored, sampled)
      return
    case "softmax":
      fillSoftmax(space, scored, { output, sampled })
      return
  }
}

interface GradientRows {
  readonly output: number
  readonly sampled: number
}

function fillSquared({ index, packed }: Workspace, { target, base, scores }: Scored, sampled: number): void {
  const [sums, start] = [scores[0]!, base[0]!]
  for (let at = 0; at < sampled; at++) {
    const row = index[at]!
    packed[row] = sums[row]! + start - target[row]!
  }
}

function fillLogistic(space: Workspace, { target, base, scores }: Scored, sampled: number): void {
  const { index, packed, hessian, meter } = space
  const [sums, start] = [scores[0]!, base[0]!]
  for (let at = 0; at < sampled; at++) {
    const row = index[at]!
    const share = 1 / (1 + Math.exp(-(sums[row]! + start)))
    packed[row] = share - target[row]!
    hessian[row] = share * (1 - share)
  }
  meter.spent += sampled * workCost.exponentialRow
}

/** With k classes the diagonal hessian is scaled by k / (k - 1), which makes up for updating all outputs at once (Friedman 2001). */
function fillSoftmax({ index, packed, hessian }: Workspace, scored: Scored, { output, sampled }: GradientRows): void {
  const { target, shares } = scored
  const own = shares[output]!
  const scale = shares.length / (shares.length - 1)
  for (let at = 0; at < sampled; at++) {
    const row = index[at]!
    const share = own[row]!
    packed[row] = target[row] === output ? share - 1 : share
    hessian[row] = scale * share * (1 - share)
  }
}
