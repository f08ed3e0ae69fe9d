/**
 * A fitted estimator as plain data: what `train` returns, what the artifact stores and what `estimate` runs. All feature
 * indices point into the encoder's features. `outputs` is 1 for regression and binary, the number of classes otherwise.
 */
export type Estimator =
  | ConstantEstimator
  | LinearEstimator
  | TreesEstimator
  | NeighboursEstimator
  | TransformedEstimator
  | BlendEstimator
  | CalibratedEstimator

/** How a raw score becomes an answer; `log`: the score is the answer's logarithm. */
export type Link = "identity" | "logit" | "softmax" | "log"

/** The same answer for every row: the baseline. */
export interface ConstantEstimator {
  readonly kind: "constant"
  /** outputs long; a mean, or probabilities that sum to one (binary: of the positive class) */
  readonly values: readonly number[]
}

/** Ridge, or logistic regression when `link` is logit (one output) or softmax. */
export interface LinearEstimator {
  readonly kind: "linear"
  readonly link: Link
  readonly features: Int32Array
  /** outputs x features, row by row */
  readonly weights: Float64Array
  /** outputs long */
  readonly intercepts: Float64Array
  /** features long: means over the training rows, which explanations measure from; absent in models that did not keep them */
  readonly means?: Float64Array
}

/** A forest (`combine: mean`) or a boosted ensemble (`combine: sum`) on float32 thresholds. */
export interface TreesEstimator {
  readonly kind: "trees"
  readonly combine: "sum" | "mean"
  readonly link: Link
  readonly outputs: number
  /** outputs long; added to the combined leaves before the link */
  readonly base: Float64Array
  /** Tree t adds to output `t % outputs`. Node index of each tree's root; trees long. */
  readonly roots: Int32Array
  /** Per node; -1 marks a leaf. */
  readonly feature: Int32Array
  /**
   * Per node; go left when value <= threshold. For a leaf: the training rows its tree saw there, which explanations weigh branches
   * by; 0 in models that did not count them.
   */
  readonly threshold: Float32Array
  /** Per node; 1 sends a missing value left. */
  readonly missingLeft: Uint8Array
  /** Per node; the left child is always the next node, this is the right one. */
  readonly right: Int32Array
  /** Per node; leaf value, learning rate included. */
  readonly value: Float32Array
  /**
   * Per node; -1, or where a set of codes starts in `members`: a value goes left when it is in the set, and the threshold is not read.
   * Absent when no node splits by a set.
   */
  readonly subset?: Int32Array
  /** Sets of 32 bytes: code c is in one when bit c % 8 of its byte floor(c / 8) is 1. */
  readonly members?: Uint8Array
}

/** k nearest neighbours: the training rows themselves, and the mean answer of those nearest to a row. */
export interface NeighboursEstimator {
  readonly kind: "neighbours"
  readonly features: Int32Array
  /** Neighbours that answer; rows as near as the last of them answer too. */
  readonly count: number
  /** Each counts alike, or by the reciprocal of its Euclidean distance. */
  readonly weighting: "uniform" | "distance"
  readonly outputs: number
  /** training rows x features, row by row */
  readonly points: Float32Array
  /** training rows long: the number, 0 or 1, or with several outputs the class index */
  readonly targets: Float64Array
}

/** Regression on a transformed target: the answer is `inverse(inner) * scale`. */
export interface TransformedEstimator {
  readonly kind: "transformed"
  /** The target was log(1 + y) in training; the inverse is exp(x) - 1. */
  readonly inverse: "expm1"
  /** Duan's smearing factor for a mean-seeking metric, 1 otherwise. */
  readonly scale: number
  readonly inner: Estimator
}

/** Weighted mean of the members' answers; weights sum to one. */
export interface BlendEstimator {
  readonly kind: "blend"
  readonly members: readonly Estimator[]
  readonly weights: readonly number[]
}

/** A classifier whose probabilities are corrected, so that what it states is how often it happens. */
export interface CalibratedEstimator {
  readonly kind: "calibrated"
  readonly map: CalibrationMap
  readonly inner: Estimator
}

/**
 * From the probabilities of `inner` to those that are answered. They are kept `CALIBRATION_FLOOR` away from 0 and 1 first.
 *
 * - `beta` (two classes): log odds `onYes ln(p) - onNo ln(1 - p) + offset`; Platt's map where onYes = onNo (Kull and others 2017)
 * - `softmax` (several): softmax of `slope ln(p) + offset`, one offset a class; temperature scaling where they are 0 (Guo and others 2017)
 * - `isotonic`: a rising line through points, for several classes one each, then divided by their sum
 */
export type CalibrationMap =
  | { readonly method: "beta"; readonly onYes: number; readonly onNo: number; readonly offset: number }
  | { readonly method: "softmax"; readonly slope: number; readonly offsets: readonly number[] }
  | { readonly method: "isotonic"; readonly lines: readonly CalibrationLine[] }

/** Points of a line that is flat beyond its ends; both as long as there are points, at least one. */
export interface CalibrationLine {
  /** Ascending, no two the same. */
  readonly at: readonly number[]
  /** Ascending, above 0 and at most 1. */
  readonly to: readonly number[]
}

export const CALIBRATION_FLOOR = 1e-12
