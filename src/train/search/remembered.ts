import { deserialize, serialize } from "node:v8"
import { canonicalJson, hashBytes, type Json } from "../../base/index.ts"
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
 * @param fit what is fitted; together with the work counted so far it names the point of the search
 */
export async function remembered<T>(session: Session, fit: Json, work: () => Promise<T>): Promise<T> {
  const { meter, trees, watch, effects } = session
  const { journal } = effects
  if (journal === undefined) return work()
  const key = hashBytes("sha256", canonicalJson([fit, meter.spent]))
  const known = read<T>(await journal.read(key))
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

/** @returns undefined when there is nothing, or it was written by another version of Node */
function read<T>(bytes: Uint8Array | undefined): Remembered<T> | undefined {
  if (bytes === undefined) return undefined
  try {
    return deserialize(bytes) as Remembered<T>
  } catch {
    return undefined
  }
}
