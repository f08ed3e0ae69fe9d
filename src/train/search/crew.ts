import type { Worker } from "node:worker_threads"
import { canonicalJson, type Json } from "../../base/index.ts"
import type { TrainSettings } from "../config.ts"
import type { Folds } from "../folds.ts"
import type { TrainInput } from "../input.ts"
import type { FitDone, FitOrder } from "./fit-order.ts"

/** Threads that fit candidates of a table too small to share the work of a tree. */
export interface Crew {
  /**
   * The first of some fits, whose turn it is; the others are begun as far as there are threads. What was begun and is not among them
   * goes on until its thread is needed.
   */
  fit(orders: readonly FitOrder[]): Promise<FitDone>
  /** Its answer will not be asked for any more. */
  forget(order: FitOrder): void
  close(): void
}

/** What a thread needs to know before its first fit. */
export interface CrewStart {
  readonly input: TrainInput
  readonly settings: TrainSettings
  readonly folds: Folds
}

/** To a thread. */
export interface CrewCall {
  readonly order: FitOrder
  /** Of the search, by the clock of the thread that leads. */
  readonly elapsedMs: number
}

export type CrewAnswer = { readonly done: FitDone } | { readonly failed: Error }

export interface CrewPlan {
  /** Threads, at least 2. */
  readonly size: number
  startThread(): Worker
  /** Of the search. */
  elapsedMs(): number
}

interface Entry {
  readonly order: FitOrder
  readonly answer: PromiseWithResolvers<FitDone>
  begun: boolean
}

interface Member {
  readonly worker: Worker
  /** What it fits; undefined while it is idle. */
  entry: Entry | undefined
}

/** Threads are started when there is work for them, and let go with the search. */
export function newCrew({ size, startThread, elapsedMs }: CrewPlan): Crew {
  const entries = new Map<string, Entry>()
  const members = new Set<Member>()
  let wanted: ReadonlySet<string> = new Set()
  const begin = (member: Member, entry: Entry): void => {
    const { worker } = member
    const { resolve, reject } = entry.answer
    member.entry = entry
    entry.begun = true
    worker.once("error", reject)
    worker.once("message", (answer: CrewAnswer) => {
      worker.off("error", reject)
      if ("done" in answer) resolve(answer.done)
      else reject(answer.failed)
      member.entry = undefined
      beginAll()
    })
    worker.postMessage({ order: entry.order, elapsedMs: elapsedMs() } satisfies CrewCall)
  }
  const beginAll = (): void => {
    for (const key of wanted) {
      const entry = entries.get(key)
      if (entry === undefined || entry.begun) continue
      const member = freeMember(members, { size, startThread }, (one) => wanted.has(keyOf(one.order)))
      if (member === undefined) return
      begin(member, entry)
    }
  }
  return {
    fit: (orders) => {
      wanted = new Set(orders.map(keyOf))
      for (const [key, { begun }] of entries) if (!begun && !wanted.has(key)) entries.delete(key)
      for (const order of orders) if (!entries.has(keyOf(order))) entries.set(keyOf(order), newEntry(order))
      beginAll()
      return entries.get(keyOf(orders[0]!))!.answer.promise
    },
    forget: (order) => void entries.delete(keyOf(order)),
    close: () => {
      for (const { worker } of members) void worker.terminate()
    },
  }
}

/** An idle thread, a new one, or one in place of a thread whose fit nobody wants as things stand. */
function freeMember(
  members: Set<Member>,
  { size, startThread }: Pick<CrewPlan, "size" | "startThread">,
  isWanted: (entry: Entry) => boolean,
): Member | undefined {
  const all = [...members]
  const idle = all.find(({ entry }) => entry === undefined)
  if (idle !== undefined) return idle
  if (members.size >= size) {
    const vain = all.find(({ entry }) => !isWanted(entry!))
    if (vain === undefined) return undefined
    members.delete(vain)
    vain.worker.removeAllListeners("message")
    void vain.worker.terminate()
    vain.entry!.begun = false // it is begun again if it is wanted again
  }
  const member = { worker: startThread(), entry: undefined }
  members.add(member)
  return member
}

function newEntry(order: FitOrder): Entry {
  const answer = Promise.withResolvers<FitDone>()
  answer.promise.catch(() => undefined) // one that is forgotten may fail without being asked
  return { order, answer, begun: false }
}

/** What is fitted; the seconds only say whether it may be. */
function keyOf(order: FitOrder): string {
  const { seconds: _, ...rest } = { seconds: 0, ...order }
  return canonicalJson(rest as unknown as Json)
}
