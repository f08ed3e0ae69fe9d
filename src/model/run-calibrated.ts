import { stableExp, stableLog } from "../base/index.ts"
import { CALIBRATION_FLOOR, type CalibrationLine, type CalibrationMap } from "./estimator.ts"

/** Corrects the first `count` probabilities of each output, in place. */
export type Correct = (answers: readonly Float64Array[], count: number) => void

/** A calibration map as a function; each row by itself. */
export function compileCalibration(map: CalibrationMap): Correct {
  switch (map.method) {
    case "beta":
      return ([answers], count) => {
        for (let row = 0; row < count; row++) {
          const share = inside(answers![row]!)
          const logOdds = map.onYes * stableLog(share) - map.onNo * stableLog(1 - share) + map.offset
          answers![row] = 1 / (1 + stableExp(-logOdds))
        }
      }
    case "softmax":
      return (answers, count) => {
        for (let row = 0; row < count; row++) softmaxRow(map, answers, row)
      }
    case "isotonic":
      return (answers, count) => {
        for (let row = 0; row < count; row++) isotonicRow(map.lines, answers, row)
      }
  }
}

function softmaxRow(
  { slope, offsets }: Extract<CalibrationMap, { method: "softmax" }>,
  answers: readonly Float64Array[],
  row: number,
): void {
  let largest = Number.NEGATIVE_INFINITY
  for (let output = 0; output < answers.length; output++) {
    const score = slope * stableLog(inside(answers[output]![row]!)) + offsets[output]!
    answers[output]![row] = score
    if (score > largest) largest = score
  }
  let total = 0
  for (const answer of answers) {
    const power = stableExp(answer[row]! - largest)
    answer[row] = power
    total += power
  }
  for (const answer of answers) answer[row]! /= total
}

function isotonicRow(lines: readonly CalibrationLine[], answers: readonly Float64Array[], row: number): void {
  let total = 0
  for (let output = 0; output < answers.length; output++) {
    const share = onLine(lines[output]!, inside(answers[output]![row]!))
    answers[output]![row] = share
    total += share
  }
  if (answers.length > 1) for (const answer of answers) answer[row]! /= total
}

function onLine({ at, to }: CalibrationLine, share: number): number {
  const last = at.length - 1
  if (share <= at[0]!) return to[0]!
  if (share >= at[last]!) return to[last]!
  let [low, high] = [0, last]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (at[middle]! <= share) low = middle
    else high = middle
  }
  return to[low]! + ((to[high]! - to[low]!) * (share - at[low]!)) / (at[high]! - at[low]!)
}

/** Logarithms of 0 and of 1 - 1 would be infinite. */
function inside(share: number): number {
  return Math.min(1 - CALIBRATION_FLOOR, Math.max(CALIBRATION_FLOOR, share))
}
