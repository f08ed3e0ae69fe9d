import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { gateSettings } from "./config.ts"
import { type GateComparison, gate } from "./gate.ts"

const settings = gateSettings.parse({})
const rmse = (first: number, second: number, interval: readonly [number, number]): GateComparison => ({
  first,
  second,
  difference: first - second,
  interval,
  better: interval[1] < 0,
  worse: interval[0] > 0,
})
const clearlyBetter = rmse(10, 20, [-12, -8])
const input = { metric: "rmse", lowerIsBetter: true, baseline: clearlyBetter }

describe("gate", () => {
  it("passes a first model that is better than the baseline without doubt", () => {
    const verdict = gate(input, settings)
    expect(verdict.passed).toBe(true)
    expect(verdict.reasons).toEqual([
      "better than the baseline: rmse 10 against 20 of the baseline, difference between -12 and -8",
    ])
  })

  it("refuses one whose interval reaches the baseline", () => {
    const verdict = gate({ ...input, baseline: rmse(19, 20, [-3, 1]) }, settings)
    expect(verdict.passed).toBe(false)
    expect(verdict.reasons[0]).toContain("not better than the baseline beyond doubt")
  })

  it("judges the wanted improvement at the near end of the interval", () => {
    expect(gate(input, { ...settings, minImprovementOverBaseline: 8 }).passed).toBe(true)
    const verdict = gate(input, { ...settings, minImprovementOverBaseline: 8.1 })
    expect(verdict.passed).toBe(false)
    expect(verdict.reasons[0]).toContain("by at least 8.1")
  })

  it("looks at the other end where higher is better", () => {
    const auc: GateComparison = {
      first: 0.8,
      second: 0.5,
      difference: 0.3,
      interval: [0.25, 0.35],
      better: true,
      worse: false,
    }
    const facts = { metric: "auc", lowerIsBetter: false, baseline: auc }
    expect(gate(facts, { ...settings, minImprovementOverBaseline: 0.25 }).passed).toBe(true)
    expect(gate(facts, { ...settings, minImprovementOverBaseline: 0.26 }).passed).toBe(false)
  })

  it("refuses one that is worse than the champion, and says by what", () => {
    const verdict = gate({ ...input, champion: { ...rmse(10, 9, [0.5, 1.5]), version: 4 } }, settings)
    expect(verdict.passed).toBe(false)
    expect(verdict.reasons).toEqual([
      "worse than champion version 4: rmse 10 against 9 of champion version 4, difference between 0.5 and 1.5",
    ])
    expect(verdict.checks.map((check) => check.passed)).toEqual([true, false])
  })

  it("passes one that is as good as the champion within the noise", () => {
    expect(gate({ ...input, champion: { ...rmse(10, 9.9, [-0.5, 0.7]), version: 4 } }, settings).passed).toBe(true)
  })

  it("lets one pass that loses a negligible part of the champion's gain over the baseline, and no more", () => {
    const against = (loss: number) => ({ ...rmse(9 + loss, 9, [loss / 2, loss * 2]), version: 4 })
    const gain = clearlyBetter.second - 9
    const slightly = gate({ ...input, champion: against(gain * 0.0009) }, settings)
    expect(slightly.passed).toBe(true)
    expect(slightly.reasons[1]).toContain("as good as champion version 4 within gate.championTolerance")
    expect(gate({ ...input, champion: against(gain * 0.0011) }, settings).passed).toBe(false)
    expect(gate({ ...input, champion: against(gain * 0.0009) }, { ...settings, championTolerance: 0 }).passed).toBe(
      false,
    )
  })

  it("lets a worse one pass only when that is set, and says so", () => {
    const champion = { ...rmse(10, 9, [0.5, 1.5]), version: 4 }
    const verdict = gate({ ...input, champion }, { ...settings, allowWorseThanChampion: true })
    expect(verdict.passed).toBe(true)
    expect(verdict.reasons[1]).toContain("which gate.allowWorseThanChampion allows")
  })

  it("never passes what is not better than the baseline", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), fc.boolean(), (low, high, allow) => {
        const baseline = { ...rmse(1, 1, [Math.min(low, high), Math.max(low, high)]), better: false }
        return !gate({ ...input, baseline }, { ...settings, allowWorseThanChampion: allow }).passed
      }),
    )
  })
})
