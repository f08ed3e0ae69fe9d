import { setImmediate as nextTurn } from "node:timers/promises"
import type { Session } from "./session.ts"
import { spentSeconds } from "./spent.ts"

/**
 * Let others run now and then, and look at the clock and the signal.
 *
 * @returns false when the search must end because the wall clock passed the budget and the grace
 * @throws what the signal was aborted with
 */
export async function breathe(session: Session): Promise<boolean> {
  const { watch, effects, settings } = session
  const now = effects.clock.elapsed()
  if (now - watch.lastTurn > turnMs) {
    await nextTurn()
    watch.lastTurn = effects.clock.elapsed()
  }
  effects.signal?.throwIfAborted()
  if (now - watch.lastTold > tellMs) {
    watch.lastTold = now
    effects.progress({ text: watch.doing, share: shareOf(session) })
  }
  if (now - watch.started > settings.budgetSeconds * 1000 + graceMs) watch.stoppedByClock = true
  return !watch.stoppedByClock
}

/** @returns share of the budget that is spent, in [0, 1] */
function shareOf(session: Session): number {
  return Math.min(1, spentSeconds(session) / session.settings.budgetSeconds)
}

/** A small budget on a machine that is busy for a moment must not choose another model than the plan does. */
const graceMs = 10_000

const turnMs = 40
const tellMs = 500
