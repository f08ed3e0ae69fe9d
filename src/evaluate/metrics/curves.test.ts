import { describe, expect, it } from "vitest"
import reference from "./curves.reference.json" with { type: "json" }
import { precisionRecallCurve, rocCurve } from "./curves.ts"
import { areaUnderRoc, rankRows } from "./ranking.ts"

const score = Float64Array.from(reference.score)
const ranking = { ...rankRows(score, Float64Array.from(reference.truth), 1), score }
const pairs = (points: readonly { x: number; y: number }[]): number[] => points.flatMap(({ x, y }) => [x, y])
const near = (ours: number[], theirs: number[]): number =>
  ours.reduce((worst, value, index) => Math.max(worst, Math.abs(value - theirs[index]!)), 0)

describe("rocCurve", () => {
  it("equals scikit-learn point by point", () => {
    const ours = pairs(rocCurve(ranking, 1e9))
    expect(ours).toHaveLength(reference.roc.length * 2)
    expect(near(ours, reference.roc.flat())).toBeLessThan(1e-12)
  })

  it("keeps its ends, its length and nearly its area when thinned to 50 points", () => {
    const thinned = rocCurve(ranking, 50)
    expect(thinned.length).toBeLessThanOrEqual(50)
    expect(thinned[0]).toMatchObject({ x: 0, y: 0 })
    expect(thinned.at(-1)).toMatchObject({ x: 1, y: 1 })
    const area = thinned.slice(1).reduce((sum, to, index) => {
      const from = thinned[index]!
      return sum + ((to.x - from.x) * (to.y + from.y)) / 2
    }, 0)
    expect(Math.abs(area - areaUnderRoc(ranking))).toBeLessThan(0.005)
  })

  it("is empty when only one class occurs", () => {
    const one = { ...rankRows(score, new Float64Array(score.length), 1), score }
    expect([rocCurve(one, 200), precisionRecallCurve(one, 200)]).toEqual([[], []])
  })
})

describe("precisionRecallCurve", () => {
  it("equals scikit-learn point by point", () => {
    const ours = pairs(precisionRecallCurve(ranking, 1e9))
    expect(ours).toHaveLength(reference.precisionRecall.length * 2)
    expect(near(ours, reference.precisionRecall.flat())).toBeLessThan(1e-12)
  })
})
