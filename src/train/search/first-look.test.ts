import { describe, expect, test } from "vitest"
import { seededRandom, silent } from "../../base/index.ts"
import { trainSettings } from "../config.ts"
import { makeFolds } from "../folds.ts"
import type { TrainInput } from "../input.ts"
import { normalColumns, rmse, sampleMatrix } from "../samples.ts"
import { firstLook, planLooks } from "./first-look.ts"
import { newSession, type Session } from "./session.ts"

function session(rows: number): Session {
  const random = seededRandom(1)
  const target = Float64Array.from({ length: rows }, () => random.normal())
  const matrix = sampleMatrix(normalColumns(rows, 2, random))
  const input: TrainInput = { matrix, target, task: "regression", classes: 0 }
  const clock = { now: () => 0, elapsed: () => 0 }
  const folds = makeFolds(input, { parts: 5, used: 5, repeats: 1 }, random)!
  const effects = { score: rmse, progress: silent, clock, random }
  return newSession({ input, settings: trainSettings.parse({}), effects, folds })
}

describe("a first look", () => {
  test("learns from a part of the latest fold's rows and is scored on all its held-out rows", () => {
    const whole = session(2000)
    const { folds } = firstLook(whole, 0.25)
    const last = whole.folds.folds.at(-1)!
    expect(folds.folds).toHaveLength(1)
    expect(folds.scored).toEqual(last.valid)
    expect(folds.folds[0]!.train.length / last.train.length).toBeCloseTo(0.25, 1)
    expect(folds.folds[0]!.train.every((row) => last.train.includes(row))).toBe(true)
  })

  test("is left out where all candidates can be tried in full", () => {
    expect(planLooks(session(20_000), 10, { left: 100, full: 5 })).toBeUndefined()
  })

  test("takes at most a third of the time left", () => {
    const { rowShare, count, seconds } = planLooks(session(20_000), 10, { left: 60, full: 20 })!
    expect(seconds).toBe(20)
    expect(count * rowShare * (20 / 5)).toBeLessThanOrEqual(20)
    expect(count).toBe(10)
  })

  test("is left out where it would see too few rows to tell candidates apart", () => {
    expect(planLooks(session(1000), 10, { left: 10, full: 20 })).toBeUndefined()
  })
})
