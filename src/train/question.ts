import { z } from "zod"
import type { Trial } from "./input.ts"
import type { Params, Space } from "./search/space.ts"

/** What a person is asked after the first round: plain data, so that a terminal, a web page or a mail can show it. */
export interface TrainQuestion {
  /** Name of the metric candidates are compared by. */
  readonly metric: string
  readonly lowerIsBetter: boolean
  /** Best first; the baseline is among them. */
  readonly candidates: readonly Trial[]
  /** Candidates that can be tuned, best first. */
  readonly tunable: readonly Tunable[]
  /** Of the budget, for tuning. */
  readonly secondsLeft: number
}

/** A candidate that can be tuned. */
export interface Tunable {
  readonly id: string
  readonly family: string
  readonly params: Params
  /** Where its parameters may lie when scores propose them. */
  readonly space: Space
  /** What is wrong with a grid of it, in words, so that it can be asked for again; absent when nothing is. */
  readonly problemOf: (grid: TrainAnswer["tune"][string]) => string | undefined
}

/** Parameter -> the values it is to be tried with. */
export const gridShape = z.record(z.string(), z.array(z.union([z.number(), z.string(), z.boolean()])).min(1))

/** Id or family of a candidate -> its grid; with an empty one the scores propose what is tried. */
export const tuneShape = z.record(z.string(), gridShape)

/** What may be put together: auto whatever helps beyond noise, none, or just these candidates or families. */
export const ensembleShape = z.union([z.enum(["auto", "none"]), z.array(z.string()).min(1)])

/** What a person answers. */
export interface TrainAnswer {
  readonly tune: z.infer<typeof tuneShape>
  readonly ensemble: z.infer<typeof ensembleShape>
}
