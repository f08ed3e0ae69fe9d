import { serialize } from "node:v8"
import type { Json } from "../../base/index.ts"
import { entryName, readEntry } from "./journal-entry.ts"
import type { Session } from "./session.ts"

/**
 * What a fit gave, or what an interrupted search that was at the same point wrote down of it: then the search goes on as if it had
 * never ended. What the clock cut short is not written down.
 *
 * @param fit what is fitted
 */
export async function remembered<T>(session: Session, fit: Json, work: () => Promise<T>): Promise<T> {
  const { watch, effects } = session
  const { journal } = effects
  if (journal === undefined) return work()
  const key = entryName(session, fit)
  const known = readEntry<T>(await journal.read(key))
  if (known !== undefined) return known
  const value = await work()
  if (!watch.stoppedByClock) await journal.write(key, serialize(value))
  return value
}
