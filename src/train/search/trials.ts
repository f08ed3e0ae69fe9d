import type { Trial } from "../input.ts"
import { clearlyBetter, isBetter } from "./blend.ts"
import { familyNamed } from "./families.ts"
import { firstLook, type LookPlan, planLooks } from "./first-look.ts"
import { footprintOf } from "./footprint.ts"
import { type Planned, portfolio, wantedFamilies } from "./portfolio.ts"
import { type ProposalGround, propose } from "./propose.ts"
import { type Attempt, type Candidate, describeParams } from "./recipe.ts"
import { truthOf, weightsOf } from "./scored-rows.ts"
import { breathe, type Session, spentSeconds } from "./session.ts"
import type { Space } from "./space.ts"
import { scoresOf } from "./trial-scores.ts"

/** A trial with what it takes to blend it or to fit it again. */
export interface Tried {
  readonly trial: Trial
  readonly attempt: Attempt
}

/** What is tried, and who hears of it. */
interface Search {
  readonly session: Session
  readonly tried: Tried[]
  /** Nominal seconds for all trials together. */
  readonly limit: number
  readonly report: (trial: Trial, done: number) => void
}

/**
 * Search until the trials' share of the budget is spent: the portfolio first, then what its scores propose. Where time suffices
 * for a part of the candidates only, all get a first look on few rows and the better ones go on (successive halving).
 *
 * @param report hears of each trial and of the share of the budget that is spent
 */
export async function runTrials(session: Session, report: (trial: Trial, done: number) => void): Promise<Tried[]> {
  const search: Search = { session, tried: [], limit: session.settings.budgetSeconds * searchShare(session), report }
  const { opening, otherWay, others } = portfolio(session)
  if (!(await tryAll(search, opening))) return search.tried
  if (logarithmsMayHelp(search) && !(await tryAll(search, otherWay))) return search.tried
  const wanted = session.limits.trials - search.tried.length
  const plan = planLooks(session, wanted, { left: leftOf(search), full: fullSeconds(search) })
  if (plan === undefined) {
    if (await tryAll(search, others.slice(0, wanted))) await tryProposals(search)
  } else {
    await tryAll(search, await bestOfLooks(search, others, plan))
  }
  return search.tried
}

/** @returns false when the clock ended the search */
async function tryAll(search: Search, plan: readonly Planned[]): Promise<boolean> {
  for (const planned of plan) if (!(await tryFully(search, planned))) return false
  return true
}

/** Try a candidate on all folds, if the time suffices. */
async function tryFully(search: Search, planned: Planned): Promise<boolean> {
  const { session, tried, report } = search
  const left = leftOf(search)
  const candidate = withTarget(session, scoredOf(tried), planned)
  if (left < secondsWanted(tried, candidate) || (left <= 0 && tried.length > 0)) {
    if (tried.length === 1) session.watch.tooSmall = true
    return true
  }
  const { clock } = session.effects
  const started = clock.elapsed()
  const label = `${candidate.family}-${tried.filter(({ trial }) => trial.family === candidate.family).length + 1}`
  const attempt = await familyNamed(candidate.family).try(session, candidate, { label, seconds: left })
  if (attempt !== undefined) {
    const seconds = (clock.elapsed() - started) / 1000
    const { family, rounds } = attempt.recipe
    const params = describeParams(attempt.recipe)
    const scores = scoresOf(session, attempt.outOfFold)
    const trial = { id: label, family, params, ...scores, seconds, rounds, ...footprintOf(session, attempt.fitted) }
    tried.push({ trial, attempt })
    report(trial, Math.min(1, spentSeconds(session) / session.settings.budgetSeconds))
  }
  return breathe(session)
}

/** After the portfolio, what its scores propose, as long as there is time for it and something comes of it. */
async function tryProposals(search: Search): Promise<void> {
  const { session, tried } = search
  let idle = 0
  for (let at = tried.length; at < session.limits.trials && idle < session.limits.idleTrials; at++) {
    const seen = scoredOf(tried)
    const proposal = propose(seen, groundOf(session, `proposal-${at}`))
    if (proposal === undefined || leftOf(search) < fullSeconds(search)) return
    if (!(await tryFully(search, proposal))) return
    const { score } = tried.at(-1)!.trial
    const rivals = seen.filter(({ family }) => family === proposal.family)
    idle = rivals.every((rival) => isBetter(session.effects.score, score, rival.score)) ? 0 : idle + 1
  }
}

/** Candidates after their first look, the best first: those of the portfolio and those their scores propose. */
async function bestOfLooks(search: Search, others: readonly Planned[], plan: LookPlan): Promise<Planned[]> {
  const { session, tried } = search
  const { score, progress } = session.effects
  const look = firstLook(session, plan.rowShare)
  const enough = spentSeconds(session) + plan.seconds
  const seen: Scored[] = []
  for (let at = 0; at < plan.count && spentSeconds(session) < enough; at++) {
    const next = others[at] ?? propose(seen, groundOf(session, `look-${at}`))
    if (next === undefined) break
    const candidate = withTarget(session, scoredOf(tried), next)
    const limits = { label: `look-${at}`, seconds: enough - spentSeconds(session) }
    const attempt = await familyNamed(candidate.family).try(look, candidate, limits)
    if (attempt !== undefined) seen.push({ ...candidate, score: scoresOf(look, attempt.outOfFold).score })
    if (!(await breathe(session))) break
  }
  seen.sort((a, b) => (isBetter(score, a.score, b.score) ? -1 : 1))
  const kept = seen.slice(0, Math.max(2, Math.ceil(seen.length / 3)))
  progress({ text: `${seen.length} candidates had a first look, ${kept.length} go on` })
  return kept
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

type Scored = Candidate & { readonly score: number }

function scoredOf(tried: readonly Tried[]): Scored[] {
  return tried.map(({ trial, attempt }) => ({ ...attempt.recipe, score: trial.score }))
}

function groundOf({ input, settings, effects }: Session, label: string): ProposalGround {
  const spaces = wantedFamilies(input, settings).map((family): [string, Space] => [family.name, family.space(input)])
  return {
    spaces: new Map(spaces.filter(([, space]) => Object.keys(space).length > 0)),
    lowerIsBetter: effects.score.lowerIsBetter,
    random: effects.random.fork(label),
  }
}

function leftOf({ session, limit }: Search): number {
  return limit - spentSeconds(session)
}

/** Nominal seconds the dearest candidate so far took in full. */
function fullSeconds({ session, tried }: Search): number {
  const { folds, trainShare } = session.folds
  return Math.max(0, ...tried.map(({ attempt }) => attempt.refitSeconds)) * folds.length * trainShare
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

/** Once boosting was tried both ways, what follows learns the target that did better; else the one that was learnt before. */
function withTarget({ effects }: Session, seen: readonly Scored[], planned: Planned): Candidate {
  if (planned.logTarget !== undefined) return { ...planned, logTarget: planned.logTarget }
  const boosted = seen.filter(({ family }) => family === "boosting")
  const [plain, logged] = [false, true].map((way) => boosted.find(({ logTarget }) => logTarget === way))
  if (plain === undefined || logged === undefined) {
    return { ...planned, logTarget: (boosted[0] ?? seen[0])?.logTarget ?? false }
  }
  return { ...planned, logTarget: isBetter(effects.score, logged.score, plain.score) }
}
