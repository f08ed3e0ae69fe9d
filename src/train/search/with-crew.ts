import { availableParallelism } from "node:os"
import { isShared } from "../kernels/open.ts"
import { newCrew } from "./crew.ts"
import type { Session } from "./session.ts"

/**
 * The session with threads that fit several candidates at once, where the table is too small to share the work of a tree and large
 * enough that starting threads is won back.
 *
 * @param room.copies of the table that fit into the memory, that of the leading thread included
 * @param room.fits on all rows that threads are worth starting for, where nothing is tried on folds
 */
export function withCrew(session: Session, { copies, fits = 0 }: CrewRoom): Session {
  const { input, settings, folds, effects, watch } = session
  const { startThread, clock } = effects
  const cells = input.matrix.rows * input.matrix.features.length
  const asked = settings.threads === "auto" ? Math.min(availableParallelism(), mostThreads) : settings.threads
  const size = Math.min(asked, copies - 1, fits === 0 ? Number.POSITIVE_INFINITY : fits)
  if (startThread === undefined || size < 2) return session
  if (isShared(cells) || (fits === 0 && cells * folds.folds.length < fewestCells)) return session
  const start = { input, settings, folds }
  const elapsedMs = (): number => clock.elapsed() - watch.started
  return { ...session, crew: newCrew({ size, startThread: () => startThread(start), elapsedMs }) }
}

interface CrewRoom {
  readonly copies: number
  readonly fits?: number
}

/** Of all folds: below it, all is tried before threads have begun. */
const fewestCells = 100_000
/** A search has no more candidates than that at hand at once. */
const mostThreads = 8
