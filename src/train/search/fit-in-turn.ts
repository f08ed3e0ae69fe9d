import type { Json } from "../../base/index.ts"
import { workCost } from "../meter.ts"
import { servesFor } from "./allowance.ts"
import { breathe } from "./breathe.ts"
import { type FitDone, type FitOrder, fitHere } from "./fit-order.ts"
import { remembered } from "./remembered.ts"
import type { Session } from "./session.ts"

/**
 * The fit whose turn it is: taken over from an interrupted search, from a thread that began it before its turn, or made now. Fits have
 * their turns in the order of one thread, and what each may take is what is left at its turn; so threads change no bit.
 *
 * @param coming fits whose turns come next as things stand, for threads that are idle
 */
export async function fitInTurn<O extends FitOrder>(
  session: Session,
  order: O,
  coming: readonly FitOrder[] = [],
): Promise<FitDone<O>> {
  const { plan, input, crew } = session
  const done = await remembered(session, { ...order } as unknown as Json, () =>
    crew === undefined ? fitHere(session, order) : fitByCrew(session, order, coming),
  )
  plan.spent += done.spent
  if (done.readsBins && !plan.binsCounted) {
    plan.spent += input.matrix.rows * input.matrix.features.length * workCost.binnedValue
    plan.binsCounted = true
  }
  return done
}

async function fitByCrew<O extends FitOrder>(
  session: Session,
  order: O,
  coming: readonly FitOrder[],
): Promise<FitDone<O>> {
  const { watch, crew } = session
  const all = [order, ...coming]
  let done = await whileWaiting(session, crew!.fit(all))
  if (order.kind === "try" && !servesFor(done.allowance, order.seconds)) {
    crew!.forget(order)
    done = await whileWaiting(session, crew!.fit(all))
  }
  crew!.forget(order)
  if (done.stoppedByClock) watch.stoppedByClock = true
  return done as FitDone<O>
}

/** The thread that leads looks at the clock, the signal and the reader until the answer is there. */
async function whileWaiting<T>(session: Session, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const failed = new Promise<never>((_, reject) => {
    timer = setInterval(() => void breathe(session).catch(reject), lookMs)
  })
  try {
    return await Promise.race([answer, failed])
  } finally {
    clearInterval(timer)
  }
}

const lookMs = 100
