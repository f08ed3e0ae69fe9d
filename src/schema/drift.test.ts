import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type Random, seededRandom } from "../base/index.ts"
import { chiSquareAbove, chiSquareCritical } from "./chi-square.ts"
import type { ColumnSchema, Schema } from "./column.ts"
import { validateSettings } from "./config.ts"
import { chiSquareStatistic, type DriftReport, detectDrift, jensenShannon } from "./drift.ts"
import type { Column, Rows } from "./rows.ts"
import { sketchRows } from "./sketch.ts"

interface Reference {
  readonly above: readonly { statistic: number; freedom: number; above: number }[]
  readonly critical: readonly { above: number; freedom: number; statistic: number }[]
  readonly tables: readonly {
    first: number[]
    second: number[]
    statistic: number
    pValue: number
    distance: number
  }[]
}

const reference = JSON.parse(readFileSync(new URL("./chi-square.reference.json", import.meta.url), "utf8")) as Reference

const column = (name: string, type: ColumnSchema["type"], role: ColumnSchema["role"] = "feature"): ColumnSchema => ({
  name,
  type,
  role,
  nullable: true,
})

const numbers = (values: readonly number[]): Column => ({ kind: "number", values: Float64Array.from(values) })

const texts = (values: readonly (string | undefined)[]): Column => {
  const words = [...new Set(values.filter((value) => value !== undefined))]
  return {
    kind: "string",
    codes: Int32Array.from(values, (value) => (value === undefined ? -1 : words.indexOf(value))),
    words,
  }
}

const table = (columns: Readonly<Record<string, Column>>): Rows => {
  const first = Object.values(columns)[0]!
  return {
    count: first.kind === "number" ? first.values.length : first.codes.length,
    columns: new Map(Object.entries(columns)),
  }
}

const schemaOf = (...columns: readonly ColumnSchema[]): Schema => ({ columns })

const sample = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw)

const driftOf = (schema: Schema, before: Rows, after: Rows): DriftReport => {
  const known = sketchRows(schema, before)
  return detectDrift(known, sketchRows(schema, after, known))
}

const oneColumn = (type: ColumnSchema["type"], before: Column, after: Column): DriftReport["columns"][number] =>
  driftOf(schemaOf(column("x", type)), table({ x: before }), table({ x: after })).columns[0]!

describe("chi-square", () => {
  test("equals SciPy's survival function to 1e-9", () => {
    for (const { statistic, freedom, above } of reference.above) {
      expect(Math.abs(chiSquareAbove(statistic, freedom) - above)).toBeLessThanOrEqual(1e-9 * above)
    }
  })

  test("equals SciPy's inverse survival function to 1e-9", () => {
    for (const { statistic, freedom, above } of reference.critical) {
      expect(Math.abs(chiSquareCritical(above, freedom) - statistic)).toBeLessThanOrEqual(1e-9 * statistic)
    }
  })

  test("is one at zero and falls", () => {
    expect(chiSquareAbove(0, 4)).toBe(1)
    const positive = fc.double({ min: 1e-6, max: 500, noNaN: true })
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 1, max: 200 }), (a, b, freedom) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        expect(chiSquareAbove(low, freedom) - chiSquareAbove(high, freedom)).toBeGreaterThanOrEqual(-1e-12)
      }),
    )
  })

  test("and the distance of a table of counts equal SciPy's", () => {
    for (const { first, second, statistic, pValue, distance } of reference.tables) {
      const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
      const cells = { reference: first, current: second, referenceRows: sum(first), currentRows: sum(second) }
      expect(chiSquareStatistic(cells)).toBeCloseTo(statistic, 9)
      expect(chiSquareAbove(chiSquareStatistic(cells), first.length - 1)).toBeCloseTo(pValue, 9)
      expect(jensenShannon(cells)).toBeCloseTo(distance, 12)
    }
  })
})

describe("detectDrift", () => {
  const all = schemaOf(
    column("number", "number"),
    column("few", "integer"),
    column("word", "category"),
    column("note", "text"),
    column("when", "datetime", "time"),
    column("target", "number", "target"),
  )

  test("finds none between a sample and itself", () => {
    const row = fc.record({
      number: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: Number.NaN }),
      few: fc.integer({ min: 0, max: 3 }),
      word: fc.option(fc.constantFrom("a", "b", "c", "toString"), { nil: undefined }),
      note: fc.string(),
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 30, maxLength: 60 }), (list) => {
        const rows = table({
          number: numbers(list.map(({ number }) => number)),
          few: numbers(list.map(({ few }) => few)),
          word: texts(list.map(({ word }) => word)),
          note: texts(list.map(({ note }) => note)),
          target: numbers(list.map(({ number }) => number)),
        })
        const report = driftOf(all, rows, rows)
        expect(report.columns.map(({ statistic }) => statistic < 1e-6)).toEqual([true, true, true, true, true])
        expect([report.drifted, report.share]).toEqual([false, 0])
      }),
    )
  })

  test.each([
    [200, "chi-square"],
    [5000, "jensen-shannon"],
  ] as const)("finds a moved mean in %d rows by %s", (count, test) => {
    const random = seededRandom(1)
    const before = numbers(sample(count, () => random.normal()))
    const after = numbers(sample(count, () => random.normal() + 0.6))
    expect(oneColumn("number", before, after)).toMatchObject({ test, drifted: true })
  })

  test.each([200, 5000])("finds a new word in %d rows", (count) => {
    const before = texts(sample(count, () => 0).map((_, row) => (row % 2 === 0 ? "a" : "b")))
    const after = texts(sample(count, () => 0).map((_, row) => ["a", "b", "new"][row % 3]))
    expect(oneColumn("category", before, after).drifted).toBe(true)
  })

  test.each([200, 5000])("finds values that went missing in %d rows", (count) => {
    const random = seededRandom(2)
    const values = sample(count, () => random.normal())
    const gaps = values.map((value, row) => (row % 4 === 0 ? Number.NaN : value))
    expect(oneColumn("number", numbers(values), numbers(gaps)).drifted).toBe(true)
  })

  test.each([200, 5000])("finds another share of true in %d rows", (count) => {
    const flags = (every: number): Column =>
      numbers(Array.from({ length: count }, (_, row) => Number(row % every === 0)))
    expect(oneColumn("boolean", flags(2), flags(5)).drifted).toBe(true)
  })

  test("finds other words in texts", () => {
    const notes = (words: readonly string[]): Column =>
      texts(Array.from({ length: 400 }, (_, row) => `${words[row % 4]} ${row}`))
    const before = notes(["good bike", "old bike", "good car", "old car"])
    const after = notes(["fast boat", "slow boat", "good boat", "old boat"])
    expect(oneColumn("text", before, after).drifted).toBe(true)
    expect(oneColumn("text", before, before).drifted).toBe(false)
  })

  test("compares sketches made apart, by their percentiles", () => {
    const random = seededRandom(3)
    const schema = schemaOf(column("x", "number"))
    const rows = (shift: number): Rows => table({ x: numbers(sample(3000, () => random.normal() + shift)) })
    const apart = (shift: number): boolean =>
      detectDrift(sketchRows(schema, rows(0)), sketchRows(schema, rows(shift))).drifted
    expect([apart(0), apart(0.6)]).toEqual([false, true])
  })

  test("leaves dates, absent columns, changed kinds and few rows untested, and says why", () => {
    const schema = schemaOf(
      column("when", "datetime", "time"),
      column("gone", "number"),
      column("changed", "number"),
      column("x", "number"),
    )
    const values = numbers(sample(29, () => 1))
    const before = sketchRows(schema, table({ when: values, gone: values, changed: values, x: values }))
    const other = schemaOf(column("when", "datetime", "time"), column("changed", "category"), column("x", "number"))
    const after = sketchRows(other, table({ when: values, changed: texts(sample(29, () => 1).map(String)), x: values }))
    const report = detectDrift(before, after)
    expect(report.columns).toEqual([])
    expect(report.untested).toEqual([
      { column: "when", reason: "dates move with time" },
      { column: "gone", reason: "the rows do not have it" },
      { column: "changed", reason: "it was a number and is a category" },
      { column: "x", reason: "29 rows are too few, it takes 30" },
    ])
  })

  test("takes the table for drifted from the share that the settings say", () => {
    const still = numbers(sample(200, () => 0).map((_, row) => row))
    const moved = numbers(sample(200, () => 0).map((_, row) => row + 200))
    const schema = schemaOf(column("a", "number"), column("b", "number"), column("c", "number"))
    const before = sketchRows(schema, table({ a: still, b: still, c: still }))
    const after = sketchRows(schema, table({ a: moved, b: still, c: still }), before)
    const verdict = (driftShare: number): boolean =>
      detectDrift(before, after, validateSettings.parse({ driftShare })).drifted
    expect([verdict(0.5), verdict(0.33)]).toEqual([false, true])
    expect(detectDrift(before, before, validateSettings.parse({ driftShare: 0 })).drifted).toBe(false)
  })
})

describe("detectDrift gives no false alarm", () => {
  const skewed = (random: Random, words: number): string => `w${Math.floor(words * random.next() ** 3)}`
  const draws: readonly (readonly [string, ColumnSchema["type"], (random: Random, count: number) => Column])[] = [
    ["normal numbers", "number", (random, count) => numbers(sample(count, () => random.normal()))],
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

  test.each(draws)("on %s, of any size", (_, type, draw) => {
    const sizes = [
      [30, 30],
      [1000, 40],
      [200, 200],
      [900, 1000],
      [1100, 1100],
      [3000, 1200],
    ] as const
    let alarms = 0
    for (const [first, second] of sizes) {
      for (let seed = 0; seed < 20; seed++) {
        const random = seededRandom(`${first} ${second} ${seed}`)
        if (oneColumn(type, draw(random, first), draw(random, second)).drifted) alarms++
      }
    }
    // one column at a significance of 5 %: 6 of 120 are due, 14 come up once in a thousand times
    expect(alarms).toBeLessThan(14)
  })
})
