import { setImmediate as nextTurn } from "node:timers/promises"
import { formatDuration } from "../../base/index.ts"
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
    const share = shareOf(session)
    effects.progress({ text: `${watch.doing}, at most ${leftText(settings.budgetSeconds * (1 - share))} left`, share })
  }
  if (now - watch.started > settings.budgetSeconds * 1000 + graceMs) watch.stoppedByClock = true
  return !watch.stoppedByClock
}

/** Whole seconds: the budget is one of a slow core, and another is done sooner. */
function leftText(seconds: number): string {
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole} s` : formatDuration(whole * 1000)
}

/** @returns share of the budget that is spent, in [0, 1] */
function shareOf(session: Session): number {
  return Math.min(1, spentSeconds(session) / session.settings.budgetSeconds)
}

/** A small budget on a machine that is busy for a moment must not choose another model than the plan does. */
const graceMs = 10_000

const turnMs = 40
const tellMs = 500
