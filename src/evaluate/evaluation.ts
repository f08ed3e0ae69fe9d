import type { ContributionUnit } from "../model/index.ts"
import type { Task } from "../schema/index.ts"

/** A number and the range it would fall in on other rows of the same kind. */
export interface Estimate {
  readonly value: number
  /** Bootstrap percentile interval, low and high, at the evaluation's `confidence`. */
  readonly interval: readonly [number, number]
}

/** How good the answers are on rows the model has not seen. Plain JSON, its size bounded whatever the rows. */
export interface Evaluation {
  readonly task: Task
  /** Class labels in the order of the confusion matrix; empty for regression. */
  readonly classes: readonly string[]
  readonly rows: number
  /** Share of bootstrap samples inside every interval. */
  readonly confidence: number
  readonly primary: Estimate & { readonly name: string; readonly lowerIsBetter: boolean }
  /** By contract name; a metric that is not defined on these rows is absent. */
  readonly metrics: Readonly<Record<string, Estimate>>
  /** The same metrics of the answer that knows no column; empty when there was none to compare with. */
  readonly baseline: Readonly<Record<string, Estimate>>
  /** Worst first by the primary metric. */
  readonly slices: readonly Slice[]
  /** Most important first; empty when it was not measured. */
  readonly importance: readonly Importance[]
  /** What moves the answers, on a sample of rows; absent when it was not measured or the model cannot tell. */
  readonly influence?: Influence
  /** How the answer follows the columns that matter most; empty when it was not measured. */
  readonly dependence: readonly Dependence[]
  readonly regression?: RegressionDetail
  readonly classification?: ClassificationDetail
}

/** Shapley values of columns over a sample of rows. */
export interface Influence {
  readonly unit: ContributionUnit
  /** The class whose answer is explained: the positive one; absent for regression, and for several classes, where it is the predicted. */
  readonly of?: string
  readonly rows: number
  /** Largest mean first. */
  readonly columns: readonly {
    readonly column: string
    /** Mean size of the contribution, in `unit`. */
    readonly mean: number
    /** Some rows: the contribution, and where the value stands among those of the sample, from 0 to 1; null for words and gaps. */
    readonly points: readonly { readonly contribution: number; readonly place: number | null }[]
  }[]
}

/** The mean answer of a sample of rows when all of them had one value in a column (partial dependence, Friedman 2001). */
export interface Dependence {
  readonly column: string
  /** Ascending for numbers and times, which are milliseconds since 1970; the most frequent first for words. */
  readonly at: readonly (number | string)[]
  readonly isTime: boolean
  readonly curves: readonly {
    /** A class; absent for regression. */
    readonly label?: string
    /** As long as `at`; the answer, or the probability of the class. */
    readonly means: readonly number[]
  }[]
  /** The same of single rows (individual conditional expectation); none for several classes. */
  readonly rows: readonly (readonly number[])[]
}

/** Rows that share a property of one input column. */
export interface Slice extends Estimate {
  readonly column: string
  /** Such as `INLAND`, `18 to 25`, `missing`. */
  readonly label: string
  readonly rows: number
  /** Share of all evaluated rows. */
  readonly share: number
  /** The interval lies wholly on the worse side of the value over all rows. */
  readonly worse: boolean
}

/** What shuffling one input column costs. */
export interface Importance {
  readonly column: string
  /** Mean worsening of the primary metric, in its unit; about zero or below for a column that does not matter. */
  readonly drop: number
  /** Standard deviation over the shuffles. */
  readonly deviation: number
}

/** Residual is predicted - truth. */
export interface RegressionDetail {
  readonly residual: {
    readonly mean: number
    readonly deviation: number
    readonly quantiles: readonly { readonly share: number; readonly value: number }[]
    /** The ends hold everything beyond them. */
    readonly histogram: readonly { readonly from: number; readonly to: number; readonly rows: number }[]
  }
  /** Rows in equal groups by prediction, lowest first: are the answers right on average where they are low, and high? */
  readonly calibration: readonly {
    readonly predicted: number
    readonly truth: number
    /** The tenth and ninetieth percentile of the truth. */
    readonly truthRange: readonly [number, number]
    readonly rows: number
  }[]
  /** Whether prediction intervals hold what they promise; empty when the model gives none. */
  readonly coverage: readonly Coverage[]
  /** A random sample of rows. */
  readonly sample: readonly { readonly truth: number; readonly predicted: number }[]
}

/** Prediction intervals on the evaluated rows. */
export interface Coverage {
  /** Share of rows they shall hold. */
  readonly share: number
  /** Share of rows they hold. */
  readonly held: number
  /** Wilson score interval of that share, at the evaluation's `confidence`. */
  readonly interval: readonly [number, number]
  /** In the target's unit. */
  readonly meanWidth: number
  readonly medianWidth: number
}

/** Prediction sets on the evaluated rows. */
export interface SetCoverage {
  /** Share of rows whose set shall hold the truth. */
  readonly share: number
  /** Share of rows whose set holds it. */
  readonly held: number
  /** Wilson score interval of that share, at the evaluation's `confidence`. */
  readonly interval: readonly [number, number]
  /** Classes of a set. */
  readonly meanSize: number
  /** Share of rows whose set is one class. */
  readonly single: number
  /** The class whose rows are held least, of those with `fewestOfClass` rows at least; absent when none has so many. */
  readonly worst?: { readonly label: string; readonly rows: number; readonly held: number }
}

/** What answering the positive class above a threshold costs. */
export interface Decision {
  /** The model's. */
  readonly threshold: number
  readonly costs: { readonly falsePositive: number; readonly falseNegative: number }
  /** Mean cost of a row at the model's threshold, and at one half. */
  readonly cost: number
  readonly costAtHalf: number
  /** By threshold, ascending. */
  readonly curve: readonly { readonly threshold: number; readonly cost: number }[]
}

export interface ClassificationDetail {
  /** Row is truth, column is prediction; classes beyond the largest are summed under `other`. */
  readonly confusion: {
    readonly labels: readonly string[]
    readonly counts: readonly (readonly number[])[]
  }
  readonly perClass: readonly {
    readonly label: string
    readonly rows: number
    readonly precision: number
    readonly recall: number
    readonly f1: number
    /** Against all other classes; absent when not defined. */
    readonly auc?: number
  }[]
  /** Of the positive class (binary), or of each of the largest classes against the others; at most 200 points each. */
  readonly roc: readonly Curve[]
  readonly precisionRecall: readonly Curve[]
  /** Groups by stated probability: of the positive class (binary), of the predicted class otherwise. */
  readonly calibration: readonly CalibrationGroup[]
  /** Mean gap between stated and observed probability over the groups, by rows. */
  readonly calibrationError: number
  /** Whether prediction sets hold what they promise; empty when the model gives none. */
  readonly coverage: readonly SetCoverage[]
  /** Of two classes. */
  readonly decision?: Decision
  /** The same before the model corrects its probabilities; absent when it does not. */
  readonly uncalibrated?: { readonly calibration: readonly CalibrationGroup[]; readonly calibrationError: number }
}

export interface CalibrationGroup {
  readonly predicted: number
  readonly observed: number
  readonly rows: number
}

/** ROC: x is the false positive rate, y the true positive rate. Precision-recall: x is recall, y is precision. */
export interface Curve {
  readonly label: string
  readonly points: readonly { readonly x: number; readonly y: number; readonly threshold: number }[]
}
