import type { MessagePort } from "node:worker_threads"
import { seededRandom, silent } from "../../base/index.ts"
import type { TrainEffects } from "../input.ts"
import type { CrewAnswer, CrewCall, CrewStart } from "./crew.ts"
import { fitHere } from "./fit-order.ts"
import { newSession } from "./session.ts"

type FitEffects = Pick<TrainEffects, "score" | "clock">

/**
 * The work of a thread that `TrainEffects.startThread` started: fits what it is told, one after the other. It keeps no journal: only
 * the thread that leads knows the point of the search, and a fit of a table small enough for such threads takes seconds.
 */
export function serveFits(port: MessagePort, start: CrewStart, { score, clock }: FitEffects): void {
  const effects = { score, clock, progress: silent, random: seededRandom(start.settings.seed) }
  const session = newSession({ ...start, effects })
  port.on("message", ({ order, elapsedMs }: CrewCall) => {
    session.watch.started = clock.elapsed() - elapsedMs
    fitHere(session, order).then(
      (done) => port.postMessage({ done } satisfies CrewAnswer),
      (failed: Error) => port.postMessage({ failed } satisfies CrewAnswer),
    )
  })
}
