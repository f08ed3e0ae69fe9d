import { isBetter } from "./blend.ts"
import { wantedFamilies } from "./portfolio.ts"
import { type Proposal, type ProposalGround, propose } from "./propose.ts"
import { fullSeconds, leftOf, type Search, scoredOf } from "./search-state.ts"
import type { Session } from "./session.ts"
import type { Space } from "./space.ts"
import { tryFully } from "./try-candidate.ts"

/**
 * What the scores so far propose, as long as there is time for it and something comes of it. A proposal does not wait for the few
 * scores before it, so that several can be tried at once; how many these are does not depend on the threads.
 *
 * @param only a family that all of it is to be of
 */
export async function tryProposals(search: Search, only?: string): Promise<void> {
  const { session, tried } = search
  const { limits, effects } = session
  const first = tried.length
  const proposalAt = (at: number): Proposal | undefined => {
    const known = scoredOf(tried.slice(0, Math.max(first, at - atOnce + 1)))
    return propose(known.filter(isAllowed(only)), groundOf(session, `proposal-${at}`))
  }
  let idle = 0
  for (let at = first; at < limits.trials && idle < limits.idleTrials; at++) {
    const rivals = scoredOf(tried).filter(isAllowed(only))
    const proposal = proposalAt(at)
    if (proposal === undefined || leftOf(search) < fullSeconds(search, proposal.family)) return
    const last = Math.min(limits.trials, at + atOnce)
    const coming = Array.from({ length: last - at - 1 }, (_, ahead) => proposalAt(at + 1 + ahead)!)
    if (!(await tryFully(search, proposal, coming))) return
    const { score, family } = tried.at(-1)!.trial
    const better = rivals.filter((rival) => rival.family === family)
    idle = better.every((rival) => isBetter(effects.score, score, rival.score)) ? 0 : idle + 1
  }
}

function isAllowed(only: string | undefined): (one: { readonly family: string }) => boolean {
  return ({ family }) => only === undefined || family === only
}

/** Proposals that may be tried at the same time. */
export const atOnce = 4

/** What proposals are made of. */
export function groundOf({ input, settings, effects }: Session, label: string): ProposalGround {
  const spaces = wantedFamilies(input, settings).map((family): [string, Space] => [family.name, family.space(input)])
  return {
    spaces: new Map(spaces.filter(([, space]) => Object.keys(space).length > 0)),
    lowerIsBetter: effects.score.lowerIsBetter,
    random: effects.random.fork(label),
  }
}
