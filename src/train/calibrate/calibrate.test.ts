import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { sampleMatrix } from "../samples.ts"
import { calibrate, calibrated } from "./calibrate.ts"
import { fitBeta } from "./fit-beta.ts"
import { fitIsotonic } from "./fit-isotonic.ts"
import { fitSoftmax } from "./fit-softmax.ts"

const logistic = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds))

/** Rows whose true log odds are known, and what somebody states of them. */
function twoClasses(rows: number, state: (logOdds: number) => number) {
  const random = seededRandom(rows)
  const logOdds = Float64Array.from({ length: rows }, () => 2 * random.normal())
  const truth = logOdds.map((value) => (random.next() < logistic(value) ? 1 : 0))
  return { truth, stated: logOdds.map((value) => logistic(state(value))) }
}

function correctionOf(
  rows: number,
  state: (logOdds: number) => number,
  setting: "auto" | "smooth" | "isotonic" = "auto",
) {
  const { truth, stated } = twoClasses(rows, state)
  const input = { matrix: sampleMatrix([truth]), target: truth, task: "binary", classes: 2 } as const
  const outOfFold = { rows: Int32Array.from(truth.keys()), answers: [stated] }
  return calibrate(input, { outOfFold, setting }, seededRandom(1))
}

describe("calibrate", () => {
  test("leaves probabilities alone that come true", () => {
    expect(correctionOf(1500, (value) => value)).toBeUndefined()
  })

  test("takes back what is stated too surely, by Platt's map", () => {
    const found = correctionOf(1500, (value) => 3 * value + 1)!
    expect(["platt", "beta"]).toContain(found.method)
    expect(found.after).toBeLessThan(found.before - 0.1)
    const { truth, stated } = twoClasses(1500, (value) => 3 * value + 1)
    const map = fitBeta(stated, truth, { free: false })!
    expect(map.onYes).toBeGreaterThan(0.28)
    expect(map.onYes).toBeLessThan(0.39)
    expect(map.offset).toBeLessThan(0)
  })

  test("follows a bend that no smooth map follows by a rising line", () => {
    expect(
      correctionOf(6000, (value) => Math.sin(2.4 * value) * 0.3 + value + (value > 0 ? 2 : -2))!.after,
    ).toBeLessThan(0.5)
    expect(correctionOf(6000, (value) => (Math.abs(value) < 1 ? value * 6 : value))!.method).toBe("isotonic")
  })

  test("says nothing of few rows unless it is told to", () => {
    expect(correctionOf(80, (value) => 3 * value)).toBeUndefined()
    expect(correctionOf(80, (value) => 3 * value, "smooth")).toBeDefined()
    expect(correctionOf(80, (value) => 3 * value, "isotonic")!.method).toBe("isotonic")
  })

  test("cools several classes that are stated too surely", () => {
    const random = seededRandom(9)
    const scores = Array.from({ length: 3 }, () => Float64Array.from({ length: 1200 }, () => random.normal()))
    const shares = (slope: number, row: number): number[] => {
      const powers = scores.map((column) => Math.exp(slope * column[row]!))
      const total = powers.reduce((sum, power) => sum + power, 0)
      return powers.map((power) => power / total)
    }
    const truth = Float64Array.from({ length: 1200 }, (_, row) => {
      const [first, second] = shares(1, row)
      const drawn = random.next()
      return drawn < first! ? 0 : drawn < first! + second! ? 1 : 2
    })
    const answers = scores.map((_, label) => Float64Array.from(truth, (_truth, row) => shares(4, row)[label]!))
    const map = fitSoftmax(answers, truth, { free: false })!
    expect(map.slope).toBeGreaterThan(0.2)
    expect(map.slope).toBeLessThan(0.32)
    for (const [row] of truth.entries()) {
      const sum = calibrated(map, answers).reduce((total, column) => total + column[row]!, 0)
      expect(sum).toBeCloseTo(1, 12)
      if (row > 5) break
    }
  })
})

describe("fitIsotonic", () => {
  test("pools neighbours that fall and keeps away from certainty", () => {
    const share = Float64Array.from({ length: 40 }, (_, row) => (row + 1) / 41)
    const happened = Float64Array.from(share, (value) => (value > 0.5 ? 1 : 0))
    const { at, to } = fitIsotonic(share, happened)
    expect(to[0]).toBe(1 / 80)
    expect(to.at(-1)).toBe(1 - 1 / 80)
    expect(to).toEqual([...to].sort((a, b) => a - b))
    expect(at).toEqual([...new Set(at)].sort((a, b) => a - b))
  })
})
