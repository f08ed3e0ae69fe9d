import { fitBaseline } from "../baseline.ts"
import type { Trial } from "../input.ts"
import { isBetter } from "./blend.ts"
import { portfolio } from "./portfolio.ts"
import { type Attempt, type Candidate, describeRecipe } from "./recipe.ts"
import { breathe, type Session, spentSeconds } from "./session.ts"
import { tryBoosting } from "./try-boosting.ts"
import { tryForest } from "./try-forest.ts"
import { tryLinear } from "./try-linear.ts"

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
  let logTarget: boolean | undefined
  for (const planned of plan) {
    const left = limit - spentSeconds(session)
    const candidate = withTarget(planned, logTarget)
    if (left < secondsWanted(tried, candidate) || (left <= 0 && tried.length > 0)) continue
    const started = effects.clock.elapsed()
    const label = `${candidate.family}-${tried.filter(({ trial }) => trial.family === candidate.family).length + 1}`
    const attempt = await tryCandidate(session, candidate, { label, seconds: left })
    if (attempt !== undefined) {
      const seconds = (effects.clock.elapsed() - started) / 1000
      const { family, params, rounds } = describeRecipe(attempt.recipe)
      const trial = { id: label, family, params, ...scoresOf(session, attempt.outOfFold), seconds, rounds }
      tried.push({ trial, attempt })
      report(trial, Math.min(1, spentSeconds(session) / settings.budgetSeconds))
    }
    if (!(await breathe(session))) break
    logTarget = betterTarget(session, tried)
  }
  return tried
}

/** The baseline as a trial: fitted on each fold like the others. */
export function baselineTrial(session: Session): Trial {
  const { input, folds, effects, outputs } = session
  const answers = Array.from({ length: outputs }, () => new Float64Array(folds.scored.length))
  let first = 0
  for (const { train, valid } of folds.folds) {
    const { values } = fitBaseline(input, train, effects.score.name)
    for (const [output, value] of values.entries()) answers[output]!.fill(value, first, first + valid.length)
    first += valid.length
  }
  return { id: "baseline", family: "baseline", params: {}, ...scoresOf(session, answers), seconds: 0, rounds: 0 }
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

function tryCandidate(
  session: Session,
  candidate: Candidate,
  limits: { readonly label: string; readonly seconds: number },
): Promise<Attempt | undefined> {
  switch (candidate.family) {
    case "ridge":
    case "logistic":
      return tryLinear(session, { ...candidate, ...limits })
    case "forest":
      return tryForest(session, { ...candidate, ...limits })
    case "boosting":
      return tryBoosting(session, { ...candidate, ...limits })
  }
}

/** Once boosting was tried both ways, what follows learns the target that did better. */
function withTarget(candidate: Candidate, logTarget: boolean | undefined): Candidate {
  if (logTarget === undefined || candidate.family === "ridge" || candidate.family === "logistic") return candidate
  return { ...candidate, logTarget }
}

function betterTarget({ effects }: Session, tried: readonly Tried[]): boolean | undefined {
  const boosted = tried.filter(({ trial }) => trial.family === "boosting")
  const [plain, logged] = [false, true].map((way) => boosted.find(({ attempt }) => attempt.recipe.logTarget === way))
  if (plain === undefined || logged === undefined) return undefined
  return isBetter(effects.score, logged.trial.score, plain.trial.score)
}

function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
