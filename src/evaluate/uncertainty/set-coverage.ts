import type { SetCoverage } from "../evaluation.ts"
import { coverageShares, wilsonInterval } from "./coverage.ts"

/** Prediction sets of all rows for a share of rows whose truth they shall hold: class indices, rows long. */
export type SetsFor = (share: number) => readonly (readonly number[])[] | undefined

/** How many of the rows have their truth in their set. A share for which there are none is left out. */
export function measureSetCoverage(
  { truth, classes }: { readonly truth: Float64Array; readonly classes: readonly string[] },
  setsFor: SetsFor,
  confidence: number,
): readonly SetCoverage[] {
  return coverageShares.flatMap((share) => {
    const sets = setsFor(share)
    if (sets === undefined) return []
    const rowsOf = classes.map(() => 0)
    const heldOf = classes.map(() => 0)
    for (const [row, label] of truth.entries()) {
      rowsOf[label]! += 1
      if (sets[row]!.includes(label)) heldOf[label]! += 1
    }
    const held = heldOf.reduce((sum, count) => sum + count, 0)
    const ofClasses = classes
      .map((label, at) => ({ label, rows: rowsOf[at]!, held: heldOf[at]! / rowsOf[at]! }))
      .filter(({ rows }) => rows >= fewestOfClass)
    const [worst] = ofClasses.toSorted((a, b) => a.held - b.held)
    return [
      {
        share,
        held: held / truth.length,
        interval: wilsonInterval(held, truth.length, confidence),
        meanSize: sets.reduce((sum, set) => sum + set.length, 0) / sets.length,
        single: sets.filter(({ length }) => length === 1).length / sets.length,
        ...(worst === undefined ? {} : { worst }),
      },
    ]
  })
}

/** The share of fewer rows says little. */
const fewestOfClass = 20
