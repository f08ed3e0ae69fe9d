import { isBetter } from "./blend.ts"
import { breathe } from "./breathe.ts"
import { fitInTurn } from "./fit-in-turn.ts"
import type { TryOrder } from "./fit-order.ts"
import { footprintOf } from "./footprint.ts"
import type { Planned } from "./portfolio.ts"
import { type Candidate, describeParams } from "./recipe.ts"
import { fullSeconds, leftOf, type Scored, type Search, scoredOf, type Tried } from "./search-state.ts"
import type { Session } from "./session.ts"
import { scoresOf } from "./trial-scores.ts"

/**
 * @param coming what will be tried after the plan, as things stand
 * @returns false when the clock ended the search
 */
export async function tryAll(
  search: Search,
  plan: readonly Planned[],
  coming: readonly Planned[] = [],
): Promise<boolean> {
  const all = [...plan, ...coming]
  for (const [at, planned] of plan.entries()) if (!(await tryFully(search, planned, all.slice(at + 1)))) return false
  return true
}

/**
 * Try a candidate on all folds, if the time suffices.
 *
 * @param coming what will be tried after it, as things stand
 */
export async function tryFully(search: Search, planned: Planned, coming: readonly Planned[] = []): Promise<boolean> {
  const { session, tried, report } = search
  const left = leftOf(search)
  const [order, ...next] = ordersOf(search, [planned, ...coming]) as [TryOrder, ...TryOrder[]]
  if (left < secondsWanted(tried, planned) || (left <= 0 && tried.length > 0)) {
    if (tried.length === 1) session.watch.tooSmall = true
    return true
  }
  session.watch.doing = `trying ${order.label}`
  const { value: attempt, seconds } = await fitInTurn(
    session,
    order,
    next.filter(({ seconds }) => seconds > 0),
  )
  if (attempt !== undefined) {
    const { family, rounds } = attempt.recipe
    const params = describeParams(attempt.recipe)
    const scores = scoresOf(session, attempt.outOfFold)
    const cost = { seconds, rounds, ...footprintOf(session, attempt.fitted) }
    const trial = { id: order.label, family, params, ...scores, ...cost }
    tried.push({ trial, attempt })
    report(trial)
  }
  return breathe(session)
}

/** Each as it will be in its turn if all before it are fitted and take what others like them took. */
function ordersOf(search: Search, plan: readonly Planned[]): readonly TryOrder[] {
  const { session, tried } = search
  const counts = new Map<string, number>()
  for (const { trial } of tried) counts.set(trial.family, (counts.get(trial.family) ?? 0) + 1)
  const seen = scoredOf(tried)
  let left = leftOf(search)
  return plan.map((planned) => {
    const candidate = withTarget(session, seen, planned)
    const { family } = candidate
    const count = (counts.get(family) ?? 0) + 1
    counts.set(family, count)
    const seconds = left
    left -= fullSeconds(search, family)
    return { kind: "try", candidate, label: `${family}-${count}`, seconds }
  })
}

/** One that would be cut off long before its end is not started. */
function secondsWanted(tried: readonly Tried[], { family, seconds }: Planned): number {
  if (seconds !== undefined) return seconds * enoughOfIt
  const before = tried.findLast(({ trial }) => trial.family === family)
  return before === undefined ? 0 : before.attempt.refitSeconds * 3
}

/** Once boosting was tried both ways, what follows learns the target that did better; else the one that was learnt before. */
export function withTarget({ effects }: Session, seen: readonly Scored[], planned: Planned): Candidate {
  const { family, params } = planned
  if (planned.logTarget !== undefined) return { family, params, logTarget: planned.logTarget }
  const boosted = seen.filter(({ family }) => family === "boosting")
  const [plain, logged] = [false, true].map((way) => boosted.find(({ logTarget }) => logTarget === way))
  if (plain === undefined || logged === undefined) {
    return { family, params, logTarget: (boosted[0] ?? seen[0])?.logTarget ?? false }
  }
  return { family, params, logTarget: isBetter(effects.score, logged.score, plain.score) }
}

/** Share of the time told from a first look that must be left: fits in full stop early more often than not. */
const enoughOfIt = 0.7
