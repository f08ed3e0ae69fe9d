import { serialize } from "node:v8"
import type { Json } from "../../base/index.ts"
import { entryName, readEntry } from "./journal-entry.ts"
import type { Session } from "./session.ts"

/** What a fit gave, and how far the plan was then. */
interface Remembered<T> {
  readonly value: T
  /** Work counted up to its end, as the plan follows it. */
  readonly spent: number
  /** Whether cutting the table into bins was counted by then. */
  readonly binsCounted: boolean
}

/**
 * A fit of the search, or what an interrupted search that was at the same point wrote down of it: then the search goes on as if
 * it had never ended. What the clock cut short is not written down.
 *
 * @param fit what is fitted
 */
export async function remembered<T>(session: Session, fit: Json, work: () => Promise<T>): Promise<T> {
  const { meter, trees, watch, effects } = session
  const { journal } = effects
  if (journal === undefined) return work()
  const key = entryName(session, fit)
  const known = readEntry<Remembered<T>>(await journal.read(key))
  if (known !== undefined) {
    meter.spent = known.spent
    trees.binsCounted = known.binsCounted
    return known.value
  }
  const value = await work()
  const binsCounted = trees.binsCounted === true
  if (!watch.stoppedByClock) {
    await journal.write(key, serialize({ value, spent: meter.spent, binsCounted } satisfies Remembered<T>))
  }
  return value
}
