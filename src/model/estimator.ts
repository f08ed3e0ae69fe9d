/**
 * A fitted estimator as plain data: what `train` returns, what the artifact stores and what `estimate` runs. All feature
 * indices point into the encoder's features. `outputs` is 1 for regression and binary, the number of classes otherwise.
 */
export type Estimator = ConstantEstimator | LinearEstimator | TreesEstimator | TransformedEstimator | BlendEstimator

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
