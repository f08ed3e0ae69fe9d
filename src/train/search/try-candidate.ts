import { isBetter } from "./blend.ts"
import { familyNamed } from "./families.ts"
import { footprintOf } from "./footprint.ts"
import type { Planned } from "./portfolio.ts"
import { type Candidate, describeParams } from "./recipe.ts"
import { leftOf, type Scored, type Search, scoredOf, type Tried } from "./search-state.ts"
import { breathe, type Session } from "./session.ts"
import { scoresOf } from "./trial-scores.ts"

/** @returns false when the clock ended the search */
export async function tryAll(search: Search, plan: readonly Planned[]): Promise<boolean> {
  for (const planned of plan) if (!(await tryFully(search, planned))) return false
  return true
}

/** Try a candidate on all folds, if the time suffices. */
export async function tryFully(search: Search, planned: Planned): Promise<boolean> {
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
  session.watch.doing = `trying ${label}`
  const attempt = await familyNamed(candidate.family).try(session, candidate, { label, seconds: left })
  if (attempt !== undefined) {
    const seconds = (clock.elapsed() - started) / 1000
    const { family, rounds } = attempt.recipe
    const params = describeParams(attempt.recipe)
    const scores = scoresOf(session, attempt.outOfFold)
    const trial = { id: label, family, params, ...scores, seconds, rounds, ...footprintOf(session, attempt.fitted) }
    tried.push({ trial, attempt })
    report(trial)
  }
  return breathe(session)
}

/** A boosting that would be cut off long before its best round is not started. */
function secondsWanted(tried: readonly Tried[], { family }: Candidate): number {
  const before = tried.findLast(({ trial }) => trial.family === family)
  return before === undefined ? 0 : before.attempt.refitSeconds * 3
}

/** Once boosting was tried both ways, what follows learns the target that did better; else the one that was learnt before. */
export function withTarget({ effects }: Session, seen: readonly Scored[], planned: Planned): Candidate {
  if (planned.logTarget !== undefined) return { ...planned, logTarget: planned.logTarget }
  const boosted = seen.filter(({ family }) => family === "boosting")
  const [plain, logged] = [false, true].map((way) => boosted.find(({ logTarget }) => logTarget === way))
  if (plain === undefined || logged === undefined) {
    return { ...planned, logTarget: (boosted[0] ?? seen[0])?.logTarget ?? false }
  }
  return { ...planned, logTarget: isBetter(effects.score, logged.score, plain.score) }
}
