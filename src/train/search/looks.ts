import { isBetter } from "./blend.ts"
import { breathe } from "./breathe.ts"
import { firstLook, type LookPlan } from "./first-look.ts"
import { fitInTurn } from "./fit-in-turn.ts"
import type { TryOrder } from "./fit-order.ts"
import type { Planned } from "./portfolio.ts"
import { atOnce, groundOf } from "./proposals.ts"
import { propose } from "./propose.ts"
import { type Scored, type Search, scoredOf } from "./search-state.ts"
import { doneSeconds, spentSeconds } from "./spent.ts"
import { scoresOf } from "./trial-scores.ts"
import { withTarget } from "./try-candidate.ts"

/**
 * Candidates after their first look, the best first: those of the portfolio and those their scores propose, each with the time it will
 * take in full.
 */
export async function bestOfLooks(search: Search, others: readonly Planned[], plan: LookPlan): Promise<Planned[]> {
  const { session, tried } = search
  const { score, progress } = session.effects
  const { rowShare } = plan
  const look = firstLook(session, rowShare)
  const enough = spentSeconds(session) + plan.seconds
  const seen: (Scored & Pick<Planned, "seconds">)[] = []
  const orderAt = (at: number): TryOrder | undefined => {
    const known = seen.slice(0, Math.max(others.length, at - atOnce + 1))
    const next = others[at] ?? propose(known, groundOf(session, `look-${at}`))
    if (next === undefined) return undefined
    const candidate = withTarget(session, scoredOf(tried), next)
    return { kind: "try", candidate, label: `look-${at}`, seconds: enough - spentSeconds(session), rowShare }
  }
  // the count supposes that each costs what the dearest did, and others of the portfolio may cost far less
  const count = Math.max(plan.count, others.length)
  for (let at = 0; at < count && spentSeconds(session) < enough; at++) {
    const order = orderAt(at)
    if (order === undefined) break
    const { candidate } = order
    session.watch.doing = `first look at ${candidate.family}, ${at + 1} of ${count}`
    const last = Math.min(count, at + atOnce)
    const coming = Array.from({ length: last - at - 1 }, (_, ahead) => orderAt(at + 1 + ahead))
    const done = await fitInTurn(
      session,
      order,
      coming.filter((next) => next !== undefined),
    )
    if (done.value !== undefined) {
      const { score } = scoresOf(look, done.value.outOfFold)
      seen.push({ ...candidate, score, seconds: (doneSeconds(done) / rowShare) * session.folds.folds.length })
    }
    if (!(await breathe(session))) break
  }
  seen.sort((a, b) => (isBetter(score, a.score, b.score) ? -1 : 1))
  progress({ text: `${seen.length} candidates had a first look, the best go on while there is time`, keep: true })
  return seen
}
