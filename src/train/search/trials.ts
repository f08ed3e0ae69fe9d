import type { Trial } from "../input.ts"
import type { TrainAnswer } from "../question.ts"
import { clearlyBetter } from "./blend.ts"
import { planLooks } from "./first-look.ts"
import { tryAsAsked } from "./guided.ts"
import { bestOfLooks } from "./looks.ts"
import { portfolio } from "./portfolio.ts"
import { tryProposals } from "./proposals.ts"
import { truthOf, weightsOf } from "./scored-rows.ts"
import { fullSeconds, leftOf, type Search, type Tried } from "./search-state.ts"
import type { Session } from "./session.ts"
import { tryAll } from "./try-candidate.ts"

export interface Searched {
  readonly tried: readonly Tried[]
  /** What a person chose after the first round. */
  readonly answer?: TrainAnswer
}

/**
 * Search until the trials' share of the budget is spent: the portfolio first, then what its scores propose. Where time suffices
 * for a part of the candidates only, all get a first look on few rows and the better ones go first (successive halving).
 *
 * @param report hears of each trial
 */
export async function runTrials(session: Session, report: (trial: Trial) => void): Promise<Searched> {
  const { settings, limits } = session
  const search: Search = { session, tried: [], limit: settings.budgetSeconds * searchShare(session), report }
  const { tried } = search
  const { opening, otherWay, others } = portfolio(session)
  if (!(await tryAll(search, opening, otherWay))) return { tried }
  if (logarithmsMayHelp(search) && !(await tryAll(search, otherWay))) return { tried }
  if (settings.mode === "ask") return { tried, answer: await tryAsAsked(search, others) }
  const wanted = limits.trials - tried.length
  const plan = planLooks(session, wanted, { left: leftOf(search), full: fullSeconds(search, "boosting") })
  const ordered = plan === undefined ? others : await bestOfLooks(search, others, plan)
  if (await tryAll(search, ordered.slice(0, wanted))) await tryProposals(search)
  return { tried }
}

/** A linear model tried both ways costs next to nothing and tells when trees need not be. */
function logarithmsMayHelp({ session, tried }: Search): boolean {
  const linear = tried.filter(({ trial }) => trial.family === "ridge")
  const [plain, logged] = [false, true].map((way) => linear.find(({ attempt }) => attempt.recipe.logTarget === way))
  if (plain === undefined || logged === undefined) return true
  return !clearlyBetter(session.effects.score, truthOf(session), {
    first: plain.attempt.outOfFold,
    second: logged.attempt.outOfFold,
    ...weightsOf(session),
    rows: session.folds.scored,
  })
}

/** The fit on all rows of the chosen ones needs the rest: about what a fold costs, for each of them. */
function searchShare({ folds }: Session): number {
  const perRefit = folds.folds.length * folds.trainShare
  return perRefit / (perRefit + 1.1)
}
