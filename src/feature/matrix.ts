/** Which estimators read a feature: trees split raw values, linear models need them imputed, scaled and one-hot. */
export type FeatureUse = "tree" | "linear" | "both"

/** One column of the matrix and where it comes from. */
export interface Feature {
  /** Unique, readable, such as `ocean_proximity=INLAND` or `pickup_datetime.hour`. */
  readonly name: string
  /** Input columns it is computed from. */
  readonly from: readonly string[]
  readonly use: FeatureUse
  /** Values are codes of categories, whole numbers from 0 on whose order says nothing. */
  readonly codes?: true | undefined
}

/**
 * Numbers for an estimator: `rows` x `features`, stored by column. NaN is missing and occurs only in `tree` features. float32,
 * so that a threshold learnt here is the same number in every runtime and in ONNX.
 */
export interface Matrix {
  readonly rows: number
  readonly features: readonly Feature[]
  /** features long, each rows long */
  readonly columns: readonly Float32Array[]
}
