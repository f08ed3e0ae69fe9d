import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { measureCoverage, wilsonInterval } from "./coverage.ts"

interface Case {
  readonly successes: number
  readonly trials: number
  readonly confidence: number
  readonly low: number
  readonly high: number
}

const reference = JSON.parse(
  readFileSync(new URL("coverage.reference.json", import.meta.url), "utf8"),
) as readonly Case[]

describe("wilsonInterval", () => {
  it.each(reference)(
    "is SciPy's: $successes of $trials, $confidence",
    ({ successes, trials, confidence, low, high }) => {
      const [least, most] = wilsonInterval(successes, trials, confidence)
      expect(least).toBeCloseTo(low, 7)
      expect(most).toBeCloseTo(high, 7)
    },
  )
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
