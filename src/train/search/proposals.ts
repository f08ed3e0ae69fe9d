import { isBetter } from "./blend.ts"
import { wantedFamilies } from "./portfolio.ts"
import { type ProposalGround, propose } from "./propose.ts"
import { fullSeconds, leftOf, type Search, scoredOf } from "./search-state.ts"
import type { Session } from "./session.ts"
import type { Space } from "./space.ts"
import { tryFully } from "./try-candidate.ts"

/**
 * What the scores so far propose, as long as there is time for it and something comes of it.
 *
 * @param only a family that all of it is to be of
 */
export async function tryProposals(search: Search, only?: string): Promise<void> {
  const { session, tried } = search
  let idle = 0
  for (let at = tried.length; at < session.limits.trials && idle < session.limits.idleTrials; at++) {
    const seen = scoredOf(tried).filter(({ family }) => only === undefined || family === only)
    const proposal = propose(seen, groundOf(session, `proposal-${at}`))
    if (proposal === undefined || leftOf(search) < fullSeconds(search)) return
    if (!(await tryFully(search, proposal))) return
    const { score } = tried.at(-1)!.trial
    const rivals = seen.filter(({ family }) => family === proposal.family)
    idle = rivals.every((rival) => isBetter(session.effects.score, score, rival.score)) ? 0 : idle + 1
  }
}

/** What proposals are made of. */
export function groundOf({ input, settings, effects }: Session, label: string): ProposalGround {
  const spaces = wantedFamilies(input, settings).map((family): [string, Space] => [family.name, family.space(input)])
  return {
    spaces: new Map(spaces.filter(([, space]) => Object.keys(space).length > 0)),
    lowerIsBetter: effects.score.lowerIsBetter,
    random: effects.random.fork(label),
  }
}
