import type { Estimator, TreesEstimator } from "../model/index.ts"
import type { TrainSettings } from "./config.ts"
import { warmStartLoss, warmStartRoundsOpen, warmStartWithoutTrees } from "./errors.ts"
import type { TrainInput, WarmStart } from "./input.ts"
import { linkOf, objectiveOf } from "./trees/objective.ts"

/** A part of a model that is gone on from: boosted trees that get more, or what stays as it is. */
export type WarmPart = { readonly weight: number } & (
  | {
      readonly kind: "boosted"
      readonly trees: TreesEstimator
      /** Factor on the way back from logarithms of the target; absent when the trees answer the target itself. */
      readonly scale?: number
    }
  | { readonly kind: "kept"; readonly estimator: Estimator }
)

/** What a model is a weighted mean of, its calibration left aside. */
export function warmParts(estimator: Estimator, weight = 1): readonly WarmPart[] {
  switch (estimator.kind) {
    case "calibrated":
      return warmParts(estimator.inner, weight)
    case "blend":
      return estimator.members.flatMap((member, at) => warmParts(member, weight * estimator.weights[at]!))
    case "trees":
      return [
        estimator.combine === "sum"
          ? { kind: "boosted", weight, trees: estimator }
          : { kind: "kept", weight, estimator },
      ]
    case "transformed": {
      const { inner, scale } = estimator
      const isBoosted = inner.kind === "trees" && inner.combine === "sum"
      return [isBoosted ? { kind: "boosted", weight, trees: inner, scale } : { kind: "kept", weight, estimator }]
    }
    case "constant":
    case "linear":
    case "neighbours":
      return [{ kind: "kept", weight, estimator }]
  }
}

/** The weighted mean of parts. */
export function fromWarmParts(parts: readonly WarmPart[]): Estimator {
  const members = parts.map(memberOf)
  return members.length === 1 ? members[0]! : { kind: "blend", members, weights: parts.map(({ weight }) => weight) }
}

function memberOf(part: WarmPart): Estimator {
  if (part.kind === "kept") return part.estimator
  const { trees, scale } = part
  return scale === undefined ? trees : { kind: "transformed", inverse: "expm1", scale, inner: trees }
}

/**
 * Of a model that has learnt from just these rows: its calibration, which answers to them cannot tell any more.
 *
 * @returns undefined where calibration is learnt anew
 */
export function keptCalibration({ start }: Pick<TrainInput, "start">) {
  return start?.knowsRows === true && start.estimator.kind === "calibrated" ? start.estimator.map : undefined
}

/**
 * See that there are trees to go on from, and something to tell by how many to add.
 *
 * @throws train.warm-start-without-trees, train.warm-start-loss, train.warm-start-rounds-open
 */
export function checkWarmStart(start: WarmStart, input: TrainInput, settings: TrainSettings): void {
  const { name, knowsRows, estimator } = start
  const boosted = warmParts(estimator).filter((part) => part.kind === "boosted")
  if (boosted.length === 0) throw warmStartWithoutTrees(name)
  const objective = objectiveOf(input.task, input.loss)
  const isPlain = ["squared", "absolute", "logistic", "softmax"].includes(objective.kind)
  const fits = boosted.every(({ trees, scale }) => trees.link === linkOf(objective) && (scale === undefined || isPlain))
  if (!fits) throw warmStartLoss(name, objective.kind)
  if (knowsRows && settings.warmStartRounds === "auto") throw warmStartRoundsOpen(name)
}
