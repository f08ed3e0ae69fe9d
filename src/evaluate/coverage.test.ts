import { describe, expect, it } from "vitest"
import { measureCoverage, wilsonInterval } from "./coverage.ts"

describe("wilsonInterval", () => {
  it.each([
    [90, 100, 0.95, [0.8256343384950865, 0.9447708629393249]],
    [0, 20, 0.9, [0.0, 0.11915783736096448]],
    [4100, 4128, 0.99, [0.9890436800956941, 0.9958074861699147]],
  ])("is SciPy's: %d of %d, %d", (...[successes, trials, confidence, wanted]) => {
    const [low, high] = wilsonInterval(successes, trials, confidence)
    expect(low).toBeCloseTo(wanted[0]!, 7)
    expect(high).toBeCloseTo(wanted[1]!, 7)
  })
})

describe("measureCoverage", () => {
  it("counts the rows inside, both ends counted, and leaves out what there are no intervals for", () => {
    const truth = Float64Array.of(0, 1, 2, 3)
    const bounds = { low: Float64Array.of(0, 0, 0, 0), high: Float64Array.of(1, 1, 1, 3) }
    const found = measureCoverage(truth, (share) => (share > 0.9 ? undefined : bounds), 0.95)
    expect(found.map(({ share }) => share)).toEqual([0.5, 0.8, 0.9])
    expect(found[0]).toMatchObject({ held: 0.75, meanWidth: 1.5, medianWidth: 1 })
  })
})
