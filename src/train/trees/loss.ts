import type { Scored } from "./objective.ts"

/** @returns sum over rows of the objective times their weights, up to a factor: twice the half of squared errors would order candidates the same */
export function lossSum(scored: Scored, rows: Int32Array): number {
  const { objective } = scored
  switch (objective.kind) {
    case "squared":
      return sumOver(scored, rows, (error) => error * error)
    case "absolute":
      return sumOver(scored, rows, Math.abs)
    case "quantile": {
      const { share } = objective
      return sumOver(scored, rows, (error) => (error > 0 ? (1 - share) * error : -share * error))
    }
    case "huber": {
      const { delta } = objective
      return sumOver(scored, rows, (error) => {
        const size = Math.abs(error)
        return size <= delta ? size * size : delta * (2 * size - delta)
      })
    }
    case "poisson":
      return sumOver(scored, rows, poissonDeviance)
    case "tweedie":
      return sumOver(scored, rows, tweedieDeviance(objective.power))
    case "logistic":
      return logisticLoss(scored, rows)
    case "softmax":
      return softmaxLoss(scored, rows)
  }
}

/** @param loss of a score minus the target, the score and the target */
function sumOver(
  { target, base, scores, weights }: Scored,
  rows: Int32Array,
  loss: (error: number, score: number, truth: number) => number,
): number {
  const [sums, start] = [scores[0]!, base[0]!]
  let total = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const score = sums[row]! + start
    const truth = target[row]!
    const own = loss(score - truth, score, truth)
    total += weights === undefined ? own : weights[row]! * own
  }
  return total
}

/** Half of it; the score is the logarithm of the answer. */
function poissonDeviance(_error: number, score: number, truth: number): number {
  const surprise = truth > 0 ? truth * (Math.log(truth) - score) - truth : 0
  return surprise + Math.exp(score)
}

function tweedieDeviance(power: number): (error: number, score: number, truth: number) => number {
  const [first, second] = [1 - power, 2 - power]
  return (_error, score, truth) =>
    truth ** second / (first * second) - (truth * Math.exp(first * score)) / first + Math.exp(second * score) / second
}

function logisticLoss({ target, base, scores, weights }: Scored, rows: Int32Array): number {
  const [sums, start] = [scores[0]!, base[0]!]
  let total = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const score = sums[row]! + start
    const own = softplus(target[row] === 1 ? -score : score)
    total += weights === undefined ? own : weights[row]! * own
  }
  return total
}

function softmaxLoss({ target, base, scores, weights }: Scored, rows: Int32Array): number {
  const classes = scores.length
  let total = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const truth = target[row]!
    const own = scores[truth]![row]! + base[truth]!
    let sum = 0
    for (let other = 0; other < classes; other++) sum += Math.exp(scores[other]![row]! + base[other]! - own)
    total += weights === undefined ? Math.log(sum) : weights[row]! * Math.log(sum)
  }
  return total
}

/** log(1 + exp(x)) without overflow. */
function softplus(value: number): number {
  return value > 0 ? value + Math.log1p(Math.exp(-value)) : Math.log1p(Math.exp(value))
}
