import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { ColumnSchema, Schema } from "../column.ts"
import { validateSettings } from "../config.ts"
import type { Column, Rows } from "../rows.ts"
import { sketchRows } from "../sketch/sketch.ts"
import { type DriftReport, detectDrift } from "./drift.ts"

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

const driftOf = (schema: Schema, before: Rows, after: Rows): DriftReport =>
  detectDrift(sketchRows(schema, before), after)

const oneColumn = (type: ColumnSchema["type"], before: Column, after: Column): DriftReport["columns"][number] =>
  driftOf(schemaOf(column("x", type)), table({ x: before }), table({ x: after })).columns[0]!

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
    ["number", 20, 200, "kolmogorov-smirnov"],
    ["number", 20, 5000, "wasserstein"],
    ["integer", 4, 200, "chi-square"],
    ["integer", 4, 5000, "jensen-shannon"],
    ["boolean", 2, 200, "z-test"],
    ["boolean", 2, 5000, "jensen-shannon"],
    ["category", 9, 200, "chi-square"],
    ["category", 2, 200, "z-test"],
    ["category", 9, 5000, "jensen-shannon"],
  ] as const)("judges a %s of %d values in %d training rows by %s", (...[type, values, count, test]) => {
    const random = seededRandom(1)
    const draw = (): number => random.integer(values)
    const made = (): Column =>
      type === "category" ? texts(sample(count, draw).map(String)) : numbers(sample(count, draw))
    const found = oneColumn(type, made(), made())
    expect(found).toMatchObject({ test, drifted: false })
    expect(found.statistic).toBeLessThan(found.threshold)
  })

  test.each([200, 5000])("finds a moved mean in %d rows, and says what moved", (count) => {
    const random = seededRandom(1)
    const before = numbers(sample(count, () => random.normal()))
    const after = numbers(sample(count, () => random.normal() + 0.6))
    const found = oneColumn("number", before, after)
    expect(found.drifted).toBe(true)
    expect(found.statistic).toBeGreaterThan(found.threshold)
    expect(found.change).toMatch(/^(median|\d+ % quantile) -?[\d.]+ to [\d.]+$/)
  })

  test.each([
    ["beyond the training rows", 8, 9],
    ["below them", 8, -40],
    ["among them", 0, 0.6],
    ["twice as wide", 0, 0],
  ])("tells the true quantile of values %s", (_, mean, shift) => {
    const random = seededRandom(2)
    const before = sample(3000, () => mean + random.normal())
    const after = sample(501, () => mean + shift + -2 * Math.log(1 - random.next()))
    const { change } = oneColumn("number", numbers(before), numbers(after))
    const [, name = "", told] = /^(median|\d+ % quantile) \S+ to (\S+)$/.exec(change) ?? []
    const share = name === "median" ? 0.5 : Number.parseInt(name, 10) / 100
    expect(Number(told)).toBeCloseTo([...after].sort((a, b) => a - b)[500 * share]!, 1)
  })

  test("judges by the stability index when the settings say so", () => {
    const random = seededRandom(4)
    const rows = (shift: number): Rows => table({ x: numbers(sample(3000, () => random.normal() + shift)) })
    const settings = validateSettings.parse({ driftMethod: "stability-index" })
    const reference = sketchRows(schemaOf(column("x", "number")), rows(0))
    expect(detectDrift(reference, rows(0), settings).columns[0]).toMatchObject({ drifted: false, threshold: 0.1 })
    expect(detectDrift(reference, rows(0.6), settings).columns[0]).toMatchObject({
      test: "stability-index",
      drifted: true,
    })
  })

  test("takes a difference that is significant and small for no drift", () => {
    const random = seededRandom(5)
    const before = numbers(sample(50_000, () => random.normal()))
    const after = numbers(sample(50_000, () => random.normal() + 0.05))
    const found = oneColumn("number", before, after)
    expect(found.adjustedPValue).toBeLessThan(0.001)
    expect(found.drifted).toBe(false)
  })

  test("takes words that the reference counted and does not list for no new ones", () => {
    const random = seededRandom(6)
    const draw = (): Column => texts(sample(12_000, () => random.integer(3000)).map((word) => `w${word}`))
    expect(oneColumn("category", draw(), draw()).drifted).toBe(false)
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
    const found = oneColumn("number", numbers(values), numbers(gaps))
    expect(found).toMatchObject({ drifted: true, missing: { reference: 0, current: 0.25, drifted: true } })
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

  test("compares two sketches", () => {
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
      { column: "changed", reason: "it was a number and holds texts" },
      { column: "x", reason: "29 rows are too few, it takes 30" },
    ])
  })

  test("takes the table for drifted from the share that the settings say", () => {
    const still = numbers(sample(200, () => 0).map((_, row) => row))
    const moved = numbers(sample(200, () => 0).map((_, row) => row + 200))
    const schema = schemaOf(column("a", "number"), column("b", "number"), column("c", "number"))
    const before = sketchRows(schema, table({ a: still, b: still, c: still }))
    const after = table({ a: moved, b: still, c: still })
    const verdict = (driftShare: number): boolean =>
      detectDrift(before, after, validateSettings.parse({ driftShare })).drifted
    expect([verdict(0.5), verdict(0.33)]).toEqual([false, true])
    expect(detectDrift(before, before, validateSettings.parse({ driftShare: 0 })).drifted).toBe(false)
  })

  test("leaves a column of nothing but infinities untested, and numbers too large to square not", () => {
    const schema = schemaOf(column("x", "number"))
    const values = table({ x: numbers(sample(2000, () => 1)) })
    const infinite = table({ x: numbers(sample(2000, () => Number.POSITIVE_INFINITY)) })
    const untested = [{ column: "x", reason: "it has no finite numbers to compare" }]
    expect(driftOf(schema, values, infinite)).toMatchObject({ columns: [], untested })
    expect(driftOf(schema, infinite, values)).toMatchObject({ columns: [], untested })
    const huge = numbers(Array.from({ length: 2000 }, (_, row) => (row % 50 === 0 ? Number.MAX_VALUE : row)))
    const found = oneColumn("number", huge, numbers(Array.from({ length: 2000 }, (_, row) => row + 500)))
    expect(found).toMatchObject({ test: "kolmogorov-smirnov", drifted: true })
    expect(Object.values(found).every((value) => typeof value !== "number" || Number.isFinite(value))).toBe(true)
  })

  test("compares only gaps where one side has nothing but gaps", () => {
    const values = numbers(sample(100, () => 1))
    const gaps = numbers(sample(100, () => Number.NaN))
    expect(oneColumn("number", values, gaps)).toMatchObject({ drifted: true, change: "missing 0 % to 100 %" })
    expect(oneColumn("number", gaps, gaps)).toMatchObject({ drifted: false, pValue: 1 })
  })
})
