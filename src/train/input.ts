import type { Worker } from "node:worker_threads"
import type { Clock, Progress, Random } from "../base/index.ts"
import type { Matrix } from "../feature/index.ts"
import type { Estimator } from "../model/index.ts"
import type { Task } from "../schema/index.ts"
import type { Calibration } from "./calibrate/calibrate.ts"
import type { TrainAnswer, TrainQuestion } from "./question.ts"
import type { CrewStart } from "./search/crew.ts"
import type { NumberLoss } from "./trees/objective.ts"

/** What is to be learnt. */
export interface TrainInput {
  readonly matrix: Matrix
  /** rows long; the number, or the index of the class */
  readonly target: Float64Array
  readonly task: Task
  /** 0 for regression, 2 for binary, the number of classes otherwise */
  readonly classes: number
  /** rows long; rows of one group are never on both sides of a fold */
  readonly groups?: Int32Array
  /** rows long; any number that grows with time; a fold then learns from earlier rows and is scored on later ones */
  readonly time?: Float64Array
  /** rows long; how much each counts in fits and scores, above 0 on average; the same when absent */
  readonly weights?: Float64Array
  /** classes long; how classes are written, for settings that name them */
  readonly labels?: readonly string[]
  /** features long: 1 where answers must never fall while a feature grows, -1 where they must never rise, else 0 */
  readonly directions?: Int8Array
  /** A model that is gone on from; boosting only. */
  readonly start?: WarmStart
  /** Error of a regression that is to be made small; `train` finds it in the settings. Each family chooses when it is absent. */
  readonly loss?: NumberLoss
}

/** A model whose boosted trees get more of their kind. */
export interface WarmStart {
  /** Reads the features of the matrix. */
  readonly estimator: Estimator
  /** For people, such as `models:/taxi/3`. */
  readonly name: string
  /** It has learnt from just these rows, so that they cannot tell how much more it should learn. */
  readonly knowsRows: boolean
}

/** How good answers are; handed in, because measuring belongs to a later room. */
export interface Score {
  /** Contract name of the metric, such as `rmse`, `auc` or `logLoss`. */
  readonly name: string
  readonly lowerIsBetter: boolean
  /**
   * @param truth rows long; the number, or the index of the class
   * @param answers outputs x rows, as `estimate` gives them: one output for regression (the number) and binary (probability
   * of class 1), one per class otherwise
   * @param weights rows long; how much each counts, the same when absent
   */
  of(truth: Float64Array, answers: readonly Float64Array[], weights?: Float64Array): number
}

export interface TrainEffects {
  readonly score: Score
  readonly progress: Progress
  readonly clock: Clock
  readonly random: Random
  /** What fits are written down in, so that a search that was killed goes on where it was. */
  readonly journal?: Journal
  /** Absent when nobody is there to be asked. */
  readonly ask?: (question: TrainQuestion) => Promise<TrainAnswer>
  /**
   * Starts a thread that calls `serveFits` with what it is given, with the same score and with `random` seeded by `train.seed`. Without
   * it candidates are tried one after the other; the result is the same.
   */
  readonly startThread?: (start: CrewStart) => Worker
  /** Stops between two trees and makes `train` throw the signal's reason. */
  readonly signal?: AbortSignal
}

/** Fits by name; a name stands for one fit only. */
export interface Journal {
  read(key: string): Promise<Uint8Array | undefined>
  /** Whole or not at all. */
  write(key: string, bytes: Uint8Array): Promise<void>
}

/** One candidate, fitted on every fold and scored on rows it did not see. */
export interface Trial {
  /** Unique in a result, such as `boosting-2`. */
  readonly id: string
  /** A family of the search such as `ridge`, `baseline`, or `blend` for several together. */
  readonly family: string
  readonly params: Readonly<Record<string, number | string | boolean>>
  /** Score of all out-of-fold answers together. */
  readonly score: number
  /** One per fold; a fold on which the score is undefined is left out */
  readonly foldScores: readonly number[]
  /** Standard deviation of `foldScores`; 0 with fewer than two */
  readonly deviation: number
  /** Wall time, of a blend that of all its members; not reproducible, for people only */
  readonly seconds: number
  /** Boosting rounds or trees; 0 for other families */
  readonly rounds: number
  /** Size in the model's files of the fit of one fold, the encoder left out; of a blend, of all its members. */
  readonly bytes: number
  /** Wall time to answer one row of a batch, features ready; not reproducible, for people only. */
  readonly predictMicroseconds: number
}

/** Answers to training rows by fits that did not see them. */
export interface OutOfFold {
  /** Row of the matrix by place; no row is there twice. */
  readonly rows: Int32Array
  /** outputs x places, as `estimate` gives them */
  readonly answers: readonly Float64Array[]
}

/** What a fit of the winner on other rows needs; it keeps no journal, for it tries nothing. */
export type RefitEffects = Pick<TrainEffects, "progress" | "clock" | "random" | "signal" | "startThread">

export interface TrainResult {
  /** The winner, fitted again on all rows. */
  readonly estimator: Estimator
  /** Of the winner, calibration included; absent when no fold was possible. */
  readonly outOfFold?: OutOfFold
  /** Absent when probabilities stay as they are. */
  readonly calibration?: Calibration
  /** What a person should know of the search, such as families that were left out. */
  readonly notes: readonly string[]
  /** Best first; the baseline is among them. */
  readonly trials: readonly Trial[]
  readonly best: Trial
  readonly baseline: Estimator
  /** The wall clock ended the search before the plan did, so another machine may choose otherwise. */
  readonly stoppedByClock: boolean
  /** What a person chose after the first round. */
  readonly answer?: TrainAnswer
  /** The winner with all that was chosen for it, fitted on other rows of the same table, whose features may be others. */
  refit(input: TrainInput, effects: RefitEffects): Promise<Estimator>
}
