import { serialize } from "node:v8"
import type { Json } from "../../base/index.ts"
import { type Booster, redrawRounds } from "../trees/booster.ts"
import { entryName, readEntry } from "./journal-entry.ts"
import type { Session } from "./session.ts"

/** Where a long boosting writes down how far it is. */
export interface Checkpoint<T> {
  /**
   * Bring boosters that have just begun to where an interrupted fit was.
   *
   * @returns rounds they have made, and what was kept beside them; undefined when there is nothing to go on from
   */
  resume(boosters: readonly Booster[]): Promise<{ readonly rounds: number; readonly rest: T } | undefined>
  /** Write down how far they are, when the last time was long ago. */
  save(boosters: readonly Booster[], rounds: number, rest: T): Promise<void>
}

interface Saved<T> {
  readonly rounds: number
  readonly rest: T
  /** boosters x outputs x rows */
  readonly scores: readonly (readonly Float64Array[])[]
  /** Work counted, as the plan follows it. */
  readonly spent: number
}

/**
 * Scores are sums of leaves in the order of the trees, so that a fit that goes on from them makes the same bits.
 *
 * @param fit what is fitted
 */
export function newCheckpoint<T>(session: Session, fit: Json): Checkpoint<T> {
  const { meter, effects, watch } = session
  const { journal, clock } = effects
  const key = entryName(session, ["rounds", fit])
  let last = clock.elapsed()
  return {
    resume: async (boosters) => {
      const saved = readEntry<Saved<T>>(await journal?.read(key))
      if (saved === undefined) return undefined
      for (const [at, booster] of boosters.entries()) {
        redrawRounds(booster, saved.rounds)
        for (const [output, scores] of booster.scored.scores.entries()) scores.set(saved.scores[at]![output]!)
      }
      meter.spent = saved.spent
      return saved
    },
    save: async (boosters, rounds, rest) => {
      if (journal === undefined || watch.stoppedByClock || clock.elapsed() - last < pauseMs) return
      // the scores lie in memory that threads share, which is not written down as it is
      const scores = boosters.map(({ scored }) => scored.scores.map((column) => column.slice()))
      await journal.write(key, serialize({ rounds, rest, scores, spent: meter.spent } satisfies Saved<T>))
      last = clock.elapsed()
    },
  }
}

/** Work that is lost at most, and time that writing down must not take much of. */
const pauseMs = 10_000
