import type { Session } from "./session.ts"

/** Targets of the scored rows. */
export function truthOf({ input, folds }: Session): Float64Array {
  return Float64Array.from(folds.scored, (row) => input.target[row]!)
}

/** How much each scored row counts; empty when all count the same. */
export function weightsOf({ input, folds }: Session): { readonly weights?: Float64Array } {
  const { weights } = input
  return weights === undefined ? {} : { weights: Float64Array.from(folds.scored, (row) => weights[row]!) }
}
