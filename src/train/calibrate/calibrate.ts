import { type Random, shuffle } from "../../base/index.ts"
import { type CalibrationMap, compileCalibration } from "../../model/index.ts"
import type { CalibrationSetting } from "../config.ts"
import type { OutOfFold, TrainInput } from "../input.ts"
import { fitBeta } from "./fit-beta.ts"
import { fitIsotonic } from "./fit-isotonic.ts"
import { fitSoftmax } from "./fit-softmax.ts"

/** How probabilities are corrected and what that brings on rows the correction did not see. */
export interface Calibration {
  readonly method: CalibrationName
  readonly map: CalibrationMap
  /** Log loss out of fold, in nats a row. */
  readonly before: number
  readonly after: number
}

export type CalibrationName = "platt" | "beta" | "temperature" | "softmax" | "isotonic"

/** Truth and out-of-fold answers on the same places. */
interface Stated {
  readonly answers: readonly Float64Array[]
  readonly truth: Float64Array
}

/**
 * A correction of probabilities, by out-of-fold answers. Each method is fitted on parts of the rows and scored by log loss on the
 * other; the best is kept when it beats plain answers by more than twice the standard error of the difference.
 *
 * @returns undefined when plain answers are not beaten, for regression, and for few rows
 */
export function calibrate(
  { task, target }: TrainInput,
  { outOfFold, setting }: { readonly outOfFold: OutOfFold; readonly setting: CalibrationSetting },
  random: Random,
): Calibration | undefined {
  if (task === "regression" || setting === "never") return undefined
  const { answers, rows } = outOfFold
  const stated: Stated = { answers, truth: Float64Array.from(rows, (row) => target[row]!) }
  const parts = partsOf(rows.length, random)
  const plain = lossesOf(stated)
  const tried = methodsFor(task, setting, rows.length).flatMap((name) => {
    const losses = crossedLosses(name, stated, parts)
    return losses === undefined ? [] : [{ name, losses, mean: meanOf(losses) }]
  })
  tried.sort((a, b) => a.mean - b.mean)
  const best = tried.find(({ losses }) => setting !== "auto" || isLess(losses, plain))
  if (best === undefined) return undefined
  const map = fitMap(best.name, stated)
  return map && { method: best.name, map, before: meanOf(plain), after: best.mean }
}

/** Answers as the estimator with this map gives them. */
export function calibrated(map: CalibrationMap, answers: readonly Float64Array[]): readonly Float64Array[] {
  const corrected = answers.map((column) => Float64Array.from(column))
  compileCalibration(map)(corrected, corrected[0]!.length)
  return corrected
}

function methodsFor(task: TrainInput["task"], setting: CalibrationSetting, rows: number): readonly CalibrationName[] {
  const smooth: readonly CalibrationName[] = task === "binary" ? ["platt", "beta"] : ["temperature", "softmax"]
  if (setting === "smooth") return smooth
  if (setting === "isotonic") return ["isotonic"]
  if (rows < fewRows) return []
  return rows < enoughForSteps ? smooth : [...smooth, "isotonic"]
}

function fitMap(name: CalibrationName, { answers, truth }: Stated): CalibrationMap | undefined {
  switch (name) {
    case "platt":
    case "beta":
      return fitBeta(answers[0]!, truth, { free: name === "beta" })
    case "temperature":
    case "softmax":
      return fitSoftmax(answers, truth, { free: name === "softmax" })
    case "isotonic":
      return {
        method: "isotonic",
        lines: answers.map((column, output) => {
          const label = answers.length === 1 ? 1 : output
          return fitIsotonic(
            column,
            truth.map((value) => (value === label ? 1 : 0)),
          )
        }),
      }
  }
}

/** By place: its part. */
function partsOf(places: number, random: Random): Uint8Array {
  const order = shuffle(
    Int32Array.from({ length: places }, (_, place) => place),
    random,
  )
  const partOf = new Uint8Array(places)
  for (const [position, place] of order.entries()) partOf[place] = position % parts
  return partOf
}

/** @returns by place, undefined when a part allows no fit */
function crossedLosses(name: CalibrationName, stated: Stated, partOf: Uint8Array): Float64Array | undefined {
  const losses = new Float64Array(stated.truth.length)
  for (let part = 0; part < parts; part++) {
    const map = fitMap(
      name,
      chosen(stated, partOf, (own) => own !== part),
    )
    if (map === undefined) return undefined
    const held = chosen(stated, partOf, (own) => own === part)
    const own = lossesOf({ ...held, answers: calibrated(map, held.answers) })
    let next = 0
    for (const [place, value] of partOf.entries()) if (value === part) losses[place] = own[next++]!
  }
  return losses
}

function chosen({ answers, truth }: Stated, partOf: Uint8Array, wanted: (part: number) => boolean): Stated {
  const pick = (column: Float64Array): Float64Array => column.filter((_, place) => wanted(partOf[place]!))
  return { answers: answers.map(pick), truth: pick(truth) }
}

function lossesOf({ answers, truth }: Stated): Float64Array {
  return truth.map((label, place) => {
    const share =
      answers.length > 1 ? answers[label]![place]! : label === 1 ? answers[0]![place]! : 1 - answers[0]![place]!
    return -Math.log(Math.max(Number.EPSILON, share))
  })
}

/** Less by more than twice the standard error of the difference. */
function isLess(losses: Float64Array, plain: Float64Array): boolean {
  const gains = plain.map((loss, place) => loss - losses[place]!)
  const mean = meanOf(gains)
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / Math.max(1, gains.length - 1)
  return mean > 2 * Math.sqrt(variance / gains.length)
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

const parts = 5
/** Fewer say nothing about probabilities. */
const fewRows = 100
/** A free line follows chance where rows are fewer. */
const enoughForSteps = 1000
