import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { Journal, TrainInput, TrainResult } from "../input.ts"
import { normalColumns, sampleMatrix, trainSample } from "../samples.ts"

const random = seededRandom(5)
const columns = normalColumns(120, 3, random)
const numbers: TrainInput = {
  matrix: sampleMatrix(columns),
  target: Float64Array.from(
    columns[0]!,
    (value, row) => Math.exp(value) * Math.sign(columns[1]![row]!) + random.normal(),
  ),
  task: "regression",
  classes: 0,
}
const classes: TrainInput = {
  ...numbers,
  target: numbers.target.map((value) => Number(value > 0)),
  task: "binary",
  classes: 2,
}

/** Keeps what is written in memory, and dies at the write after so many. */
function journalOf(entries: Map<string, Uint8Array>, deadAfter: number): Journal {
  return {
    read: async (key) => entries.get(key),
    write: async (key, bytes) => {
      if (entries.size >= deadAfter) throw new Error("killed")
      entries.set(key, bytes)
    },
  }
}

/** Without what the clock measures. */
function kept({ estimator, outOfFold, trials, best }: TrainResult): unknown {
  const timeless = trials.map(({ seconds: _, predictMicroseconds: __, ...trial }) => trial)
  return { estimator, outOfFold, trials: timeless, best: best.id }
}

describe("a search that was killed", () => {
  test.each([
    ["numbers", numbers],
    ["classes", classes],
  ])("goes on to the same bytes, wherever it was: %s", async (_name, input) => {
    const settings = { budgetSeconds: 0.4, maxTrials: 3, estimators: ["linear", "boosting"] }
    const whole = new Map<string, Uint8Array>()
    const expected = kept(await trainSample(input, settings, { journal: journalOf(whole, 1000) }))
    expect(expected).toEqual(kept(await trainSample(input, settings)))
    expect(whole.size).toBeGreaterThan(2)
    for (const deadAfter of [1, whole.size - 1]) {
      const entries = new Map<string, Uint8Array>()
      await expect(trainSample(input, settings, { journal: journalOf(entries, deadAfter) })).rejects.toThrow("killed")
      expect(entries.size).toBe(deadAfter)
      expect(kept(await trainSample(input, settings, { journal: journalOf(entries, 1000) }))).toEqual(expected)
    }
  })

  test("goes on inside a long boosting, from the rounds it had written down", async () => {
    const settings = { budgetSeconds: 9000, maxTrials: 1, estimators: ["boosting"] }
    const expected = kept(await trainSample(numbers, settings))
    for (const deadAfter of [2, 9]) {
      const entries = new Map<string, Uint8Array>()
      let writes = 0
      const journal: Journal = {
        read: async (key) => entries.get(key),
        write: async (key, bytes) => {
          writes += 1
          if (writes > deadAfter) throw new Error("killed")
          entries.set(key, bytes)
        },
      }
      // a clock on which every look is a second later, so that rounds are written down now and then
      let now = 0
      const elapsed = (): number => {
        now += 1000
        return now
      }
      const clock = { now: elapsed, elapsed }
      await expect(trainSample(numbers, settings, { journal, clock })).rejects.toThrow("killed")
      writes = Number.NEGATIVE_INFINITY
      let found = 0
      const read = async (key: string): Promise<Uint8Array | undefined> => {
        const bytes = entries.get(key)
        found += bytes === undefined ? 0 : 1
        return bytes
      }
      expect(kept(await trainSample(numbers, settings, { journal: { ...journal, read } }))).toEqual(expected)
      expect(found).toBeGreaterThan(0)
    }
  })

  test("takes nothing from what cannot be read", async () => {
    const settings = { budgetSeconds: 0.2, maxTrials: 1 }
    const journal: Journal = { read: async () => Uint8Array.of(1, 2, 3), write: async () => undefined }
    const expected = kept(await trainSample(numbers, settings))
    expect(kept(await trainSample(numbers, settings, { journal }))).toEqual(expected)
  })
})
