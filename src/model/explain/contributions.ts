import type { Attributions } from "./explain.ts"

export interface Contribution {
  readonly column: string
  /** In the unit of the attributions. */
  readonly contribution: number
}

/** What moved the answer of one row, the most first; columns that did not move it are left out. */
export function contributionsOf({ columns, contributions }: Attributions, row: number): readonly Contribution[] {
  return columns
    .map((column, place) => ({ column, contribution: contributions[place]![row]! }))
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
}
