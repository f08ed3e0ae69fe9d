import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { onAnswerScale } from "./answer-scale.ts"
import type { Additive, ContributionUnit } from "./attribute.ts"
import { type Composition, compositionOf, corrected, mixed, sumsIn } from "./composition.ts"

/** @param contributions outputs x features, the same for every row */
const part = (
  unit: ContributionUnit,
  base: readonly number[],
  contributions: readonly (readonly number[])[] = base.map(() => []),
): Additive => ({
  unit,
  exact: true,
  base: Float64Array.from(base),
  add: (_columns, _row, { output, to }) => {
    for (const [feature, value] of contributions[output]!.entries()) to[feature]! += value
  },
})

const shares: Composition = mixed(
  [compositionOf(part("score", [0, 0, 0])), compositionOf(part("answer", [0, 0, 0]))],
  [0.7, 0.3],
)
const compositions: Record<string, Composition> = {
  "a blend of scores and shares": shares,
  "a correction that moves log odds": corrected(compositionOf(part("logOdds", [0])), {
    method: "beta",
    onYes: 1,
    onNo: 1,
    offset: 0.3,
  }),
  "logarithms beside numbers": mixed(
    [compositionOf(part("log1p", [0]), 3), compositionOf(part("log", [0])), compositionOf(part("answer", [0]))],
    [0.2, 0.3, 0.5],
  ),
}

describe("the slopes of an answer", () => {
  it.each(Object.entries(compositions))("are what it changes by when one sum moves: %s", (_, composition) => {
    const count = sumsIn(composition.parts)
    const sums = { values: new Float64Array(count), slopes: new Float64Array(count) }
    const answerOf = composition.open(sums)
    const sum = fc.double({ min: 0.05, max: 0.6, noNaN: true })
    fc.assert(
      fc.property(fc.array(sum, { minLength: count, maxLength: count }), (values) => {
        const at = (moved: number, by: number, output: number): number => {
          sums.values.set(values.map((value, place) => (place === moved ? value + by : value)))
          return answerOf(output)
        }
        for (let output = 0; output < composition.outputs; output++) {
          at(0, 0, output)
          const slopes = [...sums.slopes]
          const moved = slopes.map((_slope, place) => (at(place, 1e-5, output) - at(place, -1e-5, output)) / 2e-5)
          for (const [place, slope] of slopes.entries()) expect(slope).toBeCloseTo(moved[place]!, 4)
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe("contributions to log odds", () => {
  it("add up where a correction goes up in one step", () => {
    const lines = [{ at: [0.7, 0.700001], to: [0.02, 0.9] }]
    const inner = compositionOf(part("logOdds", [0], [[3, -1, 0]]))
    const additive = onAnswerScale(corrected(inner, { method: "isotonic", lines }), "logOdds")
    const to = new Float64Array(3)
    additive.add([], 0, { output: 0, to })
    expect(to.reduce((sum, value) => sum + value, additive.base[0]!)).toBeCloseTo(Math.log(9), 8)
    expect(to[0]).toBeGreaterThan(0)
    expect(to[2]).toBe(0)
  })

  it("are no larger than those to the scores they are made of, however much of these cancels", () => {
    const score = fc.integer({ min: -60, max: 60 })
    const features = fc.array(score, { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(features, { minLength: 3, maxLength: 3 }), (contributions) => {
        const scores = part("score", [-9, 1, 0], contributions)
        const additive = onAnswerScale(mixed([compositionOf(scores)], [1]), "logOdds")
        const to = new Float64Array(4)
        additive.add([], 0, { output: 0, to })
        const most = to.map((_, feature) => contributions.reduce((sum, own) => sum + Math.abs(own[feature]!), 0))
        const end = scores.base.map((base, output) => contributions[output]!.reduce((sum, value) => sum + value, base))
        const rest = Math.max(end[1]!, end[2]!) + Math.log(1 + Math.exp(-Math.abs(end[1]! - end[2]!)))
        const wanted = Math.min(27.64, Math.max(-27.64, end[0]! - rest)) // log odds of 1e-12 from 0 and from 1
        expect(to.reduce((sum, value) => sum + value, additive.base[0]!)).toBeCloseTo(wanted, 1)
        for (const [feature, value] of to.entries()) expect(Math.abs(value)).toBeLessThanOrEqual(most[feature]! * 1.5)
      }),
      { seed: 1 }, // how far a slope is stretched is bounded by 4 for whole contributions only, so rare cases lie beyond 1.5
    )
  })
})
