import { CALIBRATION_FLOOR, type CalibrationMap } from "../../model/index.ts"
import { minimise } from "../linear/lbfgs.ts"

type BetaMap = Extract<CalibrationMap, { method: "beta" }>

/**
 * Platt's map, or with `free` the beta map, that makes the log loss smallest on answers to two classes.
 *
 * @param share probabilities of the second class
 * @param truth 0 or 1
 * @returns undefined when the best map would fall somewhere
 */
export function fitBeta(
  share: Float64Array,
  truth: Float64Array,
  { free }: { readonly free: boolean },
): BetaMap | undefined {
  const yes = share.map((value) => Math.log(kept(value)))
  const no = share.map((value) => -Math.log(1 - kept(value)))
  const loss = (point: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0)
    const [onYes, onNo, offset] = mapOf(point, free)
    let sum = 0
    for (let row = 0; row < truth.length; row++) {
      const logOdds = onYes * yes[row]! + onNo * no[row]! + offset
      const power = Math.exp(-Math.abs(logOdds))
      sum += Math.log1p(power) + Math.max(logOdds, 0) - truth[row]! * logOdds
      const pull = ((logOdds >= 0 ? 1 / (1 + power) : power / (1 + power)) - truth[row]!) / truth.length
      gradient[0]! += pull * (free ? yes[row]! : yes[row]! + no[row]!)
      if (free) gradient[1]! += pull * no[row]!
      gradient[free ? 2 : 1]! += pull
    }
    return sum / truth.length
  }
  const point = minimise(loss, Float64Array.from(free ? [1, 1, 0] : [1, 0]), { tolerance: 1e-9, maxIterations: 200 })
  const [onYes, onNo, offset] = mapOf(point, free)
  const sound = onYes >= 0 && onNo >= 0 && onYes + onNo > 0 && Number.isFinite(onYes + onNo + offset)
  return sound ? { method: "beta", onYes, onNo, offset } : undefined
}

function mapOf(point: Float64Array, free: boolean): readonly [onYes: number, onNo: number, offset: number] {
  return free ? [point[0]!, point[1]!, point[2]!] : [point[0]!, point[0]!, point[1]!]
}

function kept(share: number): number {
  return Math.min(1 - CALIBRATION_FLOOR, Math.max(CALIBRATION_FLOOR, share))
}
