import type { Scored } from "./objective.ts"

/** @returns sum over rows of the objective: half squared errors would order candidates the same, so whole ones are summed */
export function lossSum(scored: Scored, rows: Int32Array): number {
  switch (scored.objective) {
    case "squared":
      return squaredLoss(scored, rows)
    case "absolute":
      return absoluteLoss(scored, rows)
    case "logistic":
      return logisticLoss(scored, rows)
    case "softmax":
      return softmaxLoss(scored, rows)
  }
}

function squaredLoss({ target, base, scores }: Scored, rows: Int32Array): number {
  const [sums, start] = [scores[0]!, base[0]!]
  let total = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const error = sums[row]! + start - target[row]!
    total += error * error
  }
  return total
}

function absoluteLoss({ target, base, scores }: Scored, rows: Int32Array): number {
  const [sums, start] = [scores[0]!, base[0]!]
  let total = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    total += Math.abs(sums[row]! + start - target[row]!)
  }
  return total
}

function logisticLoss({ target, base, scores }: Scored, rows: Int32Array): number {
  const [sums, start] = [scores[0]!, base[0]!]
  let total = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const score = sums[row]! + start
    total += softplus(target[row] === 1 ? -score : score)
  }
  return total
}

function softmaxLoss({ target, base, scores }: Scored, rows: Int32Array): number {
  const classes = scores.length
  let total = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const truth = target[row]!
    const own = scores[truth]![row]! + base[truth]!
    let sum = 0
    for (let other = 0; other < classes; other++) sum += Math.exp(scores[other]![row]! + base[other]! - own)
    total += Math.log(sum)
  }
  return total
}

/** log(1 + exp(x)) without overflow. */
function softplus(value: number): number {
  return value > 0 ? value + Math.log1p(Math.exp(-value)) : Math.log1p(Math.exp(value))
}
