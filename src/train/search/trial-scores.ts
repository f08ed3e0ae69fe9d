import { fitBaseline } from "../baseline.ts"
import type { OutOfFold, Trial } from "../input.ts"
import { oncePerRow } from "../out-of-fold.ts"
import { truthOf, weightsOf } from "./scored-rows.ts"
import type { Session } from "./session.ts"

/** The baseline as a trial. */
export function baselineTrial(session: Session): Trial {
  const scores = scoresOf(session, baselineAnswers(session))
  const cost = { seconds: 0, rounds: 0, bytes: 0, predictMicroseconds: 0 }
  return { id: "baseline", family: "baseline", params: {}, ...scores, ...cost }
}

/** @param answers outputs x scored rows; of the baseline when there are none */
export function outOfFoldOf(session: Session, answers: readonly Float64Array[] = baselineAnswers(session)): OutOfFold {
  return oncePerRow({ rows: session.folds.scored, answers })
}

/** Fitted on each fold like the others: outputs x scored rows. */
function baselineAnswers(session: Session): readonly Float64Array[] {
  const { input, folds, effects, outputs } = session
  const answers = Array.from({ length: outputs }, () => new Float64Array(folds.scored.length))
  let first = 0
  for (const { train, valid } of folds.folds) {
    const { values } = fitBaseline(input, train, effects.score.name)
    for (const [output, value] of values.entries()) answers[output]!.fill(value, first, first + valid.length)
    first += valid.length
  }
  return answers
}

/** Score of all out-of-fold answers together and of each fold. */
export function scoresOf(
  session: Session,
  outOfFold: readonly Float64Array[],
): Pick<Trial, "score" | "foldScores" | "deviation"> {
  const { folds, effects } = session
  const truth = truthOf(session)
  const { weights } = weightsOf(session)
  const foldScores: number[] = []
  let first = 0
  for (const { valid } of folds.folds) {
    const end = first + valid.length
    const own = outOfFold.map((column) => column.slice(first, end))
    const score = effects.score.of(truth.slice(first, end), own, weights?.slice(first, end))
    if (Number.isFinite(score)) foldScores.push(score)
    first = end
  }
  return { score: effects.score.of(truth, outOfFold, weights), foldScores, deviation: deviationOf(foldScores) }
}

function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
