import { describe, expect, test } from "vitest"
import { type Random, seededRandom } from "../base/index.ts"
import type { ColumnSchema } from "./column.ts"
import { validateSettings } from "./config.ts"
import { type ColumnDrift, detectDrift } from "./drift/drift.ts"
import type { Column, Rows } from "./rows.ts"
import { sketchRows } from "./sketch/sketch.ts"

const numbers = (values: readonly number[]): Column => ({ kind: "number", values: Float64Array.from(values) })

const texts = (values: readonly string[]): Column => {
  const codeOf = new Map([...new Set(values)].map((word, code) => [word, code]))
  return { kind: "string", codes: Int32Array.from(values, (word) => codeOf.get(word)!), words: [...codeOf.keys()] }
}

const sample = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw)

type Draw = (random: Random, count: number) => Column

const normal: Draw = (random, count) => numbers(sample(count, () => random.normal()))

const skewed = (random: Random, words: number): string => `w${Math.floor(words * random.next() ** 3)}`

const draws: readonly (readonly [string, ColumnSchema["type"], Draw])[] = [
  ["normal numbers", "number", normal],
  ["long tails", "number", (random, count) => numbers(sample(count, () => Math.exp(2 * random.normal())))],
  ["small counts", "integer", (random, count) => numbers(sample(count, () => Math.floor(8 * random.next() ** 3)))],
  [
    "mostly zeros",
    "number",
    (random, count) => numbers(sample(count, () => (random.next() < 0.9 ? 0 : random.normal()))),
  ],
  ["a rare flag", "boolean", (random, count) => numbers(sample(count, () => Number(random.next() < 0.01)))],
  ["many rare words", "category", (random, count) => texts(sample(count, () => 0).map(() => skewed(random, 800)))],
  [
    "words that never repeat",
    "category",
    (random, count) => texts(sample(count, () => 0).map(() => String(random.next()))),
  ],
]

const rowsOf = (columns: Readonly<Record<string, Column>>, count: number): Rows => ({
  count,
  columns: new Map(Object.entries(columns)),
})

const schemaOf = (type: ColumnSchema["type"], columns: number): { readonly columns: readonly ColumnSchema[] } => ({
  columns: Array.from({ length: columns }, (_, at) => ({ name: `c${at}`, type, role: "feature", nullable: true })),
})

/** Columns of an unchanged table, every one drawn anew on both sides. */
function unchanged(
  draw: Draw,
  { type, columns = 1, rows }: { type: ColumnSchema["type"]; columns?: number; rows: readonly [number, number] },
  seed: string,
): readonly ColumnDrift[] {
  const random = seededRandom(seed)
  const [first, second] = rows.map((count) =>
    rowsOf(Object.fromEntries(Array.from({ length: columns }, (_, at) => [`c${at}`, draw(random, count)])), count),
  )
  return detectDrift(sketchRows(schemaOf(type, columns), first!), second!).columns
}

/** False alarms of `trials` at a chance of 5 %: more come up once in ten thousand times. */
const mostAlarms = (trials: number): number => 0.05 * trials + 3.8 * Math.sqrt(0.05 * 0.95 * trials)

describe("an unchanged table gives no more alarms than the settings say", () => {
  test.each(draws)("on %s, of any size", (_, type, draw) => {
    const sizes = [
      [30, 30],
      [1000, 40],
      [200, 200],
      [900, 1000],
      [1100, 1100],
      [3000, 1200],
    ] as const
    const found = sizes.flatMap((rows) =>
      Array.from({ length: 10 }, (_, seed) => unchanged(draw, { type, rows }, `${rows} ${seed}`)[0]!),
    )
    expect(found.filter(({ drifted }) => drifted).length).toBeLessThan(mostAlarms(60))
    // also before the size of the change is asked for
    expect(found.filter(({ adjustedPValue }) => adjustedPValue <= 0.05).length).toBeLessThan(mostAlarms(60))
  })

  test.each([100, 1000, 10_000])("with six columns counted in, on samples of %d rows", (count) => {
    const tables = Array.from({ length: 16 }, (_, seed) =>
      unchanged(normal, { type: "number", columns: 6, rows: [2000, count] }, `${count} ${seed}`),
    )
    const alarms = tables.filter((columns) => columns.some(({ adjustedPValue }) => adjustedPValue <= 0.05)).length
    expect(alarms).toBeLessThan(mostAlarms(16))
  })
})

describe("a fixed stability index of 0.1", () => {
  const indices = (count: number): readonly ColumnDrift[] =>
    Array.from(
      { length: 200 },
      (_, seed) => unchanged(normal, { type: "number", rows: [count, count] }, `index ${count} ${seed}`)[0]!,
    )

  test("fires on most unchanged samples of 100 rows, and the calibrated one on one in twenty at most", () => {
    const found = indices(100)
    expect(found.filter(({ stabilityIndex }) => stabilityIndex >= 0.1).length).toBeGreaterThan(140)
    const fired = found.filter(({ stabilityIndex, stabilityThreshold }) => stabilityIndex >= stabilityThreshold)
    expect(fired.length).toBeLessThan(mostAlarms(200))
  })

  test.each([1000, 10_000])("is what the calibrated limit comes down to with %d rows", (count) => {
    const [one] = unchanged(normal, { type: "number", rows: [count, count] }, "limit")
    expect(one!.stabilityThreshold).toBe(0.1)
    expect(one!.stabilityIndex).toBeLessThan(0.1)
  })
})

describe("a real change is found", () => {
  const found = (rows: readonly [number, number], change: (value: number) => number): number => {
    const [before, now] = rows
    return Array.from({ length: 20 }, (_, seed) => {
      const random = seededRandom(`power ${rows} ${seed}`)
      const reference = sketchRows(
        schemaOf("number", 1),
        rowsOf({ c0: numbers(sample(before, () => random.normal())) }, before),
      )
      return detectDrift(reference, rowsOf({ c0: numbers(sample(now, () => change(random.normal()))) }, now)).drifted
    }).filter(Boolean).length
  }

  test.each([
    ["a mean moved by half a deviation, in 100 rows", { count: 100, change: (value: number) => value + 0.5 }],
    ["a spread of one and a half, in 300 rows", { count: 300, change: (value: number) => 1.5 * value }],
    [
      "a mean moved by a quarter of a deviation, in 1,000 rows",
      { count: 1000, change: (value: number) => value + 0.25 },
    ],
    [
      "a mean moved by a fifth of a deviation, in 10,000 rows",
      { count: 10_000, change: (value: number) => value + 0.2 },
    ],
  ] as const)("%s", (_, { count, change }) => {
    expect(found([5000, count], change)).toBeGreaterThanOrEqual(18)
    expect(found([1000, count], change)).toBeGreaterThanOrEqual(18)
  })

  test("of any column in its settings: a stricter significance needs more", () => {
    const strict = validateSettings.parse({ driftSignificance: 1e-6 })
    const random = seededRandom("strict")
    const reference = sketchRows(schemaOf("number", 1), rowsOf({ c0: normal(random, 500) }, 500))
    const moved = rowsOf({ c0: numbers(sample(100, () => random.normal() + 0.45)) }, 100)
    expect([detectDrift(reference, moved).drifted, detectDrift(reference, moved, strict).drifted]).toEqual([
      true,
      false,
    ])
  })
})
