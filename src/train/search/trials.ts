import { fitBaseline } from "../baseline.ts"
import type { Trial } from "../input.ts"
import { isBetter } from "./blend.ts"
import { familyNamed } from "./families.ts"
import { type Planned, portfolio } from "./portfolio.ts"
import { type Attempt, type Candidate, describeParams } from "./recipe.ts"
import { breathe, type Session, spentSeconds } from "./session.ts"

/** A trial with what it takes to blend it or to fit it again. */
export interface Tried {
  readonly trial: Trial
  readonly attempt: Attempt
}

/** Try the portfolio in order until the search's share of the budget is spent. */
export async function runTrials(session: Session, report: (trial: Trial, done: number) => void): Promise<Tried[]> {
  const { input, settings, effects } = session
  const tried: Tried[] = []
  const limit = settings.budgetSeconds * searchShare(session)
  const plan = portfolio(input, settings, effects.score.name)
  for (const planned of plan) {
    const left = limit - spentSeconds(session)
    const candidate = withTarget(session, tried, planned)
    if (left < secondsWanted(tried, candidate) || (left <= 0 && tried.length > 0)) continue
    const started = effects.clock.elapsed()
    const label = `${candidate.family}-${tried.filter(({ trial }) => trial.family === candidate.family).length + 1}`
    const attempt = await familyNamed(candidate.family).try(session, candidate, { label, seconds: left })
    if (attempt !== undefined) {
      const seconds = (effects.clock.elapsed() - started) / 1000
      const { family, rounds } = attempt.recipe
      const params = describeParams(attempt.recipe)
      const trial = { id: label, family, params, ...scoresOf(session, attempt.outOfFold), seconds, rounds }
      tried.push({ trial, attempt })
      report(trial, Math.min(1, spentSeconds(session) / settings.budgetSeconds))
    }
    if (!(await breathe(session))) break
  }
  return tried
}

/** The baseline as a trial. */
export function baselineTrial(session: Session): Trial {
  const scores = scoresOf(session, baselineAnswers(session))
  return { id: "baseline", family: "baseline", params: {}, ...scores, seconds: 0, rounds: 0 }
}

/** Fitted on each fold like the others: outputs x scored rows. */
export function baselineAnswers(session: Session): readonly Float64Array[] {
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
  { input, folds, effects }: Session,
  outOfFold: readonly Float64Array[],
): Pick<Trial, "score" | "foldScores" | "deviation"> {
  const truth = Float64Array.from(folds.scored, (row) => input.target[row]!)
  const foldScores: number[] = []
  let first = 0
  for (const { valid } of folds.folds) {
    const end = first + valid.length
    const own = outOfFold.map((column) => column.slice(first, end))
    const score = effects.score.of(truth.slice(first, end), own)
    if (Number.isFinite(score)) foldScores.push(score)
    first = end
  }
  return { score: effects.score.of(truth, outOfFold), foldScores, deviation: deviationOf(foldScores) }
}

/** The fit on all rows of the chosen ones needs the rest: about what a fold costs, for each of them. */
function searchShare({ folds }: Session): number {
  const perRefit = folds.folds.length * folds.trainShare
  return perRefit / (perRefit + 1.1)
}

/** A boosting that would be cut off long before its best round is not started. */
function secondsWanted(tried: readonly Tried[], { family }: Candidate): number {
  const before = tried.findLast(({ trial }) => trial.family === family)
  return before === undefined ? 0 : before.attempt.refitSeconds * 3
}

/** Once boosting was tried both ways, what follows learns the target that did better. */
function withTarget({ effects }: Session, tried: readonly Tried[], planned: Planned): Candidate {
  if (planned.logTarget !== undefined) return { ...planned, logTarget: planned.logTarget }
  const boosted = tried.filter(({ trial }) => trial.family === "boosting")
  const [plain, logged] = [false, true].map((way) => boosted.find(({ attempt }) => attempt.recipe.logTarget === way))
  const logTarget =
    plain !== undefined && logged !== undefined && isBetter(effects.score, logged.trial.score, plain.trial.score)
  return { ...planned, logTarget }
}

function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
