import { isBetter } from "./blend.ts"
import { familyNamed } from "./families.ts"
import { firstLook, type LookPlan } from "./first-look.ts"
import type { Planned } from "./portfolio.ts"
import { groundOf } from "./proposals.ts"
import { propose } from "./propose.ts"
import { type Scored, type Search, scoredOf } from "./search-state.ts"
import { breathe, spentSeconds } from "./session.ts"
import { scoresOf } from "./trial-scores.ts"
import { withTarget } from "./try-candidate.ts"

/** Candidates after their first look, the best first: those of the portfolio and those their scores propose. */
export async function bestOfLooks(search: Search, others: readonly Planned[], plan: LookPlan): Promise<Planned[]> {
  const { session, tried } = search
  const { score, progress } = session.effects
  const look = firstLook(session, plan.rowShare)
  const enough = spentSeconds(session) + plan.seconds
  const seen: Scored[] = []
  for (let at = 0; at < plan.count && spentSeconds(session) < enough; at++) {
    const next = others[at] ?? propose(seen, groundOf(session, `look-${at}`))
    if (next === undefined) break
    const candidate = withTarget(session, scoredOf(tried), next)
    session.watch.doing = `first look at ${candidate.family}, ${at + 1} of ${plan.count}`
    const limits = { label: `look-${at}`, seconds: enough - spentSeconds(session) }
    const attempt = await familyNamed(candidate.family).try(look, candidate, limits)
    if (attempt !== undefined) seen.push({ ...candidate, score: scoresOf(look, attempt.outOfFold).score })
    if (!(await breathe(session))) break
  }
  seen.sort((a, b) => (isBetter(score, a.score, b.score) ? -1 : 1))
  const kept = seen.slice(0, Math.max(2, Math.ceil(seen.length / 3)))
  progress({ text: `${seen.length} candidates had a first look, ${kept.length} go on`, keep: true })
  return kept
}
