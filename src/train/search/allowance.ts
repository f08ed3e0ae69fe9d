/**
 * The time a fit may take, and between which other times it would have been the same fit to the bit. A fit that was begun before its
 * turn, when less of the budget was spent, counts if the time that was left at its turn lies in between.
 */
export interface Allowance {
  /** Nominal seconds. */
  readonly seconds: number
  /** The same for as few seconds as this. */
  least: number
  /** The same for fewer seconds than this. */
  below: number
}

export function newAllowance(seconds: number): Allowance {
  return { seconds, least: Number.NEGATIVE_INFINITY, below: Number.POSITIVE_INFINITY }
}

/** @returns whether so many nominal seconds may be taken; every fit must ask by this alone */
export function allows(allowance: Allowance, seconds: number): boolean {
  if (seconds <= allowance.seconds) {
    allowance.least = Math.max(allowance.least, seconds)
    return true
  }
  allowance.below = Math.min(allowance.below, seconds)
  return false
}

/** The fit is shaped by its seconds, and would have the same shape for others between these. */
export function shapedBy(allowance: Allowance, { least, below }: Pick<Allowance, "least" | "below">): void {
  allowance.least = Math.max(allowance.least, least)
  allowance.below = Math.min(allowance.below, below)
}

/** Whether the fit would have been the same with so many seconds. */
export function servesFor(allowance: Allowance, seconds: number): boolean {
  return seconds === allowance.seconds || (allowance.least <= seconds && seconds < allowance.below)
}
