import { exponential, logistic } from "./exponential.ts"
import type { Buffers, Measured, OutputScores, PackedSums, PackScale, SharesJob, SoftmaxJob } from "./kernels.ts"
import { sharedRows } from "./kernels.ts"

export function fillSquared({ pulls }: Buffers, rows: Int32Array, { scores, target, base }: OutputScores): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    pulls[row] = scores[row]! + base - target[row]!
  }
}

export function fillLogistic({ pulls }: Buffers, rows: Int32Array, { scores, target, base }: OutputScores): void {
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const share = logistic(scores[row]! + base)
    pulls[2 * row] = share - target[row]!
    pulls[2 * row + 1] = share * (1 - share)
  }
}

export function fillShares(rows: Int32Array, { scores, shares, base }: SharesJob): void {
  const outputs = shares.length
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    let largest = Number.NEGATIVE_INFINITY
    for (let output = 0; output < outputs; output++) {
      const score = scores[output]![row]! + base[output]!
      shares[output]![row] = score
      if (score > largest) largest = score
    }
    let total = 0
    for (let output = 0; output < outputs; output++) {
      const power = exponential(shares[output]![row]! - largest)
      shares[output]![row] = power
      total += power
    }
    for (let output = 0; output < outputs; output++) shares[output]![row] = shares[output]![row]! / total
  }
}

export function fillSoftmax({ pulls }: Buffers, rows: Int32Array, job: SoftmaxJob): void {
  const { share: shares, target, output, scale } = job
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const share = shares[row]!
    pulls[2 * row] = target[row] === output ? share - 1 : share
    pulls[2 * row + 1] = scale * share * (1 - share)
  }
}

export function measure({ pulls, lanes }: Buffers, rows: Int32Array, repeats: Uint8Array | undefined): Measured {
  const total = { absolute: 0, count: 0, hessian: 0 }
  const tasks = Math.ceil(rows.length / sharedRows)
  for (let task = 0; task < tasks; task++) {
    let absolute = 0
    let count = 0
    let hessian = 0
    const to = Math.floor(((task + 1) * rows.length) / tasks)
    for (let at = Math.floor((task * rows.length) / tasks); at < to; at++) {
      const row = rows[at]!
      const times = repeats === undefined ? 1 : repeats[row]!
      absolute += times * Math.abs(pulls[row * lanes]!)
      count += times
      if (lanes === 2) hessian += times * pulls[2 * row + 1]!
    }
    total.absolute += absolute
    total.count += count
    total.hessian += hessian
  }
  return total
}

export interface PackJob extends PackScale {
  readonly repeats: Uint8Array | undefined
}

export function pack({ pulls, lanes }: Buffers, rows: Int32Array, job: PackJob): PackedSums {
  const { unit, perGradient, perHessian, repeats } = job
  let sum = 0
  let hessians = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const times = repeats === undefined ? 1 : repeats[row]!
    const packed = times * (unit + Math.floor(pulls[row * lanes]! * perGradient + 0.5))
    pulls[row * lanes] = packed
    sum += packed
    if (lanes === 1) continue
    const hessian = times * Math.floor(pulls[2 * row + 1]! * perHessian + 0.5)
    pulls[2 * row + 1] = hessian
    hessians += hessian
  }
  return { packed: sum, hessian: hessians }
}
