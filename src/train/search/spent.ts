import { nominalSeconds, type WorkMeter } from "../meter.ts"

/** How far the search is, by work that was counted. */
export interface Worked {
  /** Of the present fit, from its beginning: so that what was done before changes none of its bits. */
  readonly meter: WorkMeter
  readonly plan: {
    /** Nanoseconds of the reference core for the fits before the present one. */
    spent: number
    /** The work of cutting the table into bins is among it. */
    binsCounted: boolean
  }
}

/** @returns nominal seconds of work so far */
export function spentSeconds({ meter, plan }: Worked): number {
  return nominalSeconds(plan.spent + meter.spent)
}

/** @returns nominal seconds of the present fit */
export function fitSeconds({ meter }: Worked): number {
  return nominalSeconds(meter.spent)
}

/** @returns nominal seconds of a fit that is done */
export function doneSeconds({ spent }: Pick<WorkMeter, "spent">): number {
  return nominalSeconds(spent)
}
