import type { Estimator } from "../../model/index.ts"
import { fitInTurn } from "./fit-in-turn.ts"
import type { RefitOrder } from "./fit-order.ts"
import type { Recipe } from "./recipe.ts"
import type { Tried } from "./search-state.ts"
import type { Session } from "./session.ts"
import { spentSeconds } from "./spent.ts"

/** A candidate with its share of the answer. */
export interface Member {
  readonly tried: Tried
  readonly weight: number
}

/** What is fitted on all rows: candidates that answer together, each so many times. */
export interface Chosen {
  readonly members: readonly Member[]
  readonly bags: number
}

/** Several fits of each member while the preference, the budget and the size allow. */
export function chosenOf(session: Session, members: readonly Member[]): Chosen {
  return { members, bags: bagsOf(session, members) }
}

/** Fits on all rows there will be, and what they take together, in nominal seconds. */
export function costOf({ members, bags }: Chosen): { readonly fits: number; readonly seconds: number } {
  const own = members.map(({ tried: { attempt } }) => ({ ...attempt, fits: fitsOf(attempt.recipe, bags) }))
  return {
    fits: own.reduce((sum, { fits }) => sum + fits, 0),
    seconds: own.reduce((sum, { fits, refitSeconds }) => sum + fits * refitSeconds, 0),
  }
}

/** A family without random choices would only repeat its first fit. */
const fitsOf = ({ rounds }: Recipe, bags: number): number => (rounds > 0 ? bags : 1)

/** Fit each member on all rows of the session. */
export async function fitMembers(session: Session, { members, bags }: Chosen): Promise<Estimator> {
  const { effects } = session
  const orders = members.flatMap(({ tried: { trial, attempt }, weight }) => {
    const own = fitsOf(attempt.recipe, bags)
    return Array.from({ length: own }, (_, bag) => {
      const label = bag === 0 ? `${trial.id}/all` : `${trial.id}/all-${bag + 1}`
      const order: RefitOrder = { kind: "refit", recipe: attempt.recipe, label }
      return { order, weight: weight / own, id: trial.id }
    })
  })
  const fitted: Estimator[] = []
  for (const [at, { order, id }] of orders.entries()) {
    const doing = `fitting ${id} on all rows`
    if (session.watch.doing !== doing) effects.progress({ text: doing })
    session.watch.doing = doing
    const coming = orders.slice(at + 1).map((next) => next.order)
    fitted.push((await fitInTurn(session, order, coming)).value)
  }
  const weights = orders.map(({ weight }) => weight)
  return fitted.length === 1 ? fitted[0]! : { kind: "blend", members: fitted, weights }
}

/**
 * The mean of fits with other random choices errs less than one of them, the more so the fewer the rows; it is worth no large model.
 */
function bagsOf(session: Session, members: readonly Member[]): number {
  const { limits, settings, outputs } = session
  const random = members.filter(({ tried }) => tried.attempt.recipe.rounds > 0)
  const seconds = random.reduce((sum, { tried }) => sum + tried.attempt.refitSeconds, 0)
  const bytes = random.reduce((sum, { tried }) => sum + tried.trial.bytes, 0)
  const trees = random.reduce((sum, { tried }) => sum + tried.attempt.recipe.rounds * outputs, 0)
  const left = settings.budgetSeconds - spentSeconds(session)
  const affordable = Math.floor(
    Math.min(left / Math.max(seconds, 1e-9), limits.bytes / Math.max(bytes, 1), limits.trees / Math.max(trees, 1)),
  )
  return Math.max(1, Math.min(limits.bags, affordable))
}
