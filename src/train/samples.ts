import { type Clock, type Random, seededRandom, silent } from "../base/index.ts"
import type { FeatureUse, Matrix } from "../feature/index.ts"
import { trainSettings } from "./config.ts"
import type { Score, TrainEffects, TrainInput, TrainResult } from "./input.ts"
import { train } from "./train.ts"

/** Made-up tables and plain scores for the tests of this folder. */
export function sampleMatrix(columns: readonly ArrayLike<number>[], use: FeatureUse = "both"): Matrix {
  return {
    rows: columns[0]?.length ?? 0,
    features: columns.map((_, at) => ({ name: `x${at}`, from: [`x${at}`], use })),
    columns: columns.map((column) => Float32Array.from(column)),
  }
}

/** Columns of standard normal numbers. */
export function normalColumns(rows: number, columns: number, random: Random): Float32Array[] {
  return Array.from({ length: columns }, () => Float32Array.from({ length: rows }, () => random.normal()))
}

export const rmse: Score = {
  name: "rmse",
  lowerIsBetter: true,
  of: (truth, [answer]) =>
    Math.sqrt(truth.reduce((sum, value, row) => sum + (value - answer![row]!) ** 2, 0) / truth.length),
}

export const logLoss: Score = {
  name: "logLoss",
  lowerIsBetter: true,
  of: (truth, answers) => {
    const shareOf = (row: number, label: number): number =>
      answers.length > 1 ? answers[label]![row]! : label === 1 ? answers[0]![row]! : 1 - answers[0]![row]!
    return truth.reduce((sum, label, row) => sum - Math.log(Math.max(1e-15, shareOf(row, label))), 0) / truth.length
  },
}

/** Train in little time, with everything else at its default but what is given. */
export function trainSample(
  input: TrainInput,
  settings: Readonly<Record<string, unknown>> = {},
  effects: Partial<TrainEffects> = {},
): Promise<TrainResult> {
  const parsed = trainSettings.parse({ budgetSeconds: 3, ...settings })
  const score = input.task === "regression" ? rmse : logLoss
  const random = seededRandom(parsed.seed)
  return train(input, parsed, { score, progress: silent, clock: stillClock, random, ...effects })
}

/** So that a busy machine cannot end a search. */
const stillClock: Clock = { now: () => 0, elapsed: () => 0 }
