import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { seededRandom, shuffle } from "../../base/index.ts"
import type { Schema } from "../column.ts"
import { compareNumbers } from "../drift/numbers.ts"
import { type Column, type Rows, takeRows } from "../rows.ts"
import { type NumberSketch, type Sketch, sketchRows, type WordSketch } from "./sketch.ts"
import { sketchWords } from "./words.ts"

const schema: Schema = {
  columns: [
    { name: "id", type: "integer", role: "id", nullable: false },
    { name: "x", type: "number", role: "feature", nullable: true },
    { name: "word", type: "category", role: "feature", nullable: true },
    { name: "note", type: "text", role: "feature", nullable: true },
    { name: "y", type: "number", role: "target", nullable: false },
  ],
}

const numbers = (...values: readonly number[]): Column => ({ kind: "number", values: Float64Array.from(values) })

const sketchOf = (name: string, column: Column): Sketch["columns"][number] => {
  const count = column.kind === "number" ? column.values.length : column.codes.length
  return sketchRows(schema, { count, columns: new Map([[name, column]]) }).columns[0]!
}

const numberSketch = (...values: readonly number[]): NumberSketch => sketchOf("x", numbers(...values)) as NumberSketch

const anyRows: fc.Arbitrary<Rows> = fc
  .array(
    fc.record({
      x: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: Number.NaN }),
      code: fc.integer({ min: -1, max: 3 }),
      y: fc.integer({ min: 0, max: 5 }),
    }),
    { minLength: 1, maxLength: 80 },
  )
  .map((list): Rows => {
    const codes = Int32Array.from(list, ({ code }) => code)
    const words = ["b", "a b", "__proto__", "É é"]
    return {
      count: list.length,
      columns: new Map<string, Column>([
        ["id", numbers(...list.keys())],
        ["x", numbers(...list.map(({ x }) => x))],
        ["word", { kind: "string", codes, words }],
        ["note", { kind: "string", codes, words }],
        ["y", numbers(...list.map(({ y }) => y))],
      ]),
    }
  })

describe("sketchRows of numbers", () => {
  test("counts, averages and spreads", () => {
    expect(numberSketch(4, Number.NaN, 1, 2, 1)).toMatchObject({
      count: 4,
      missing: 1,
      distinct: 3,
      mean: 2,
      std: Math.sqrt(2),
      min: 1,
      max: 4,
    })
  })

  test("puts percentiles between neighbours as NumPy does", () => {
    const { quantiles } = numberSketch(10, 20, 40)
    expect([quantiles.length, quantiles[0], quantiles[25], quantiles[50], quantiles[75], quantiles[100]]).toEqual([
      101, 10, 15, 20, 30, 40,
    ])
  })

  test("keeps up to a thousand values as they are, with their rows", () => {
    expect(numberSketch(0, 1, 1, 2, Number.POSITIVE_INFINITY, 2, 2).points).toEqual({
      values: [0, 1, 2],
      counts: [1, 2, 3],
      error: 0,
    })
    expect(numberSketch(3, 3)).toMatchObject({ histogram: { edges: [3, 3], counts: [2] } })
    expect(numberSketch(Number.NaN)).toMatchObject({
      count: 0,
      mean: null,
      min: null,
      quantiles: [],
      histogram: { edges: [], counts: [] },
      points: { values: [], counts: [], error: 0 },
    })
  })

  test("puts more values together and says how far the rows are from that", () => {
    const random = seededRandom(3)
    const values = Array.from({ length: 20_000 }, () => Math.exp(2 * random.normal()))
    const { points, std } = numberSketch(...values)
    expect(points.values.length).toBeLessThanOrEqual(1000)
    expect(points.counts.reduce((sum, count) => sum + count, 0)).toBe(20_000)
    expect(points.values).toEqual(points.values.toSorted((a, b) => a - b))
    expect(points.error).toBeGreaterThan(0)
    expect(points.error / std!).toBeLessThan(0.002)
    const exact = compareNumbers(
      { ...numberSketch(0), points },
      { kind: "number", values: Float64Array.from(values), missing: 0 },
    )
    expect(exact.wasserstein).toBeCloseTo(points.error, 10)
  })

  test("loses no digit of dates", () => {
    const noon = Date.UTC(2024, 0, 1, 12)
    expect(numberSketch(noon, noon + 2).mean).toBe(noon + 1)
  })
})

describe("sketchRows of words", () => {
  test("counts values of a category, most frequent first", () => {
    const column: Column = { kind: "string", codes: Int32Array.of(0, 1, 1, -1, 2), words: ["c", "bb", "a", "unused"] }
    expect(sketchOf("word", column)).toMatchObject({
      count: 4,
      missing: 1,
      distinct: 3,
      unit: "value",
      meanLength: 1.5,
      words: [
        { word: "bb", count: 2 },
        { word: "a", count: 1 },
        { word: "c", count: 1 },
      ],
      rest: 0,
    })
  })

  test("counts lower-case words of a text", () => {
    const column: Column = { kind: "string", codes: Int32Array.of(0, 1), words: ["Good bike, good price!", "bike"] }
    expect(sketchOf("note", column)).toMatchObject({
      unit: "word",
      words: [
        { word: "bike", count: 2 },
        { word: "good", count: 2 },
        { word: "price", count: 1 },
      ],
    })
  })

  test("keeps a thousand words and those of the reference, and counts the rest", () => {
    const words = Array.from({ length: 1500 }, (_, at) => `w${at}`)
    const codes = Int32Array.from([...words.keys(), ...Array.from({ length: 1200 }, (_, at) => at)])
    const many: Column = { kind: "string", codes, words }
    const alone = sketchOf("word", many) as WordSketch
    expect([alone.words.length, alone.rest]).toEqual([1000, 700])
    const column = { name: "word", type: "category", role: "feature" } as const
    const beside = sketchWords(column, many, [{ word: "w1499", count: 1 }])
    expect([beside.words.length, beside.rest, beside.words.at(-1)]).toEqual([1001, 699, { word: "w1499", count: 1 }])
  })
})

describe("sketchRows", () => {
  test("sketches what a model reads and the target, as far as it is there", () => {
    const rows: Rows = {
      count: 1,
      columns: new Map([
        ["id", numbers(1)],
        ["y", numbers(1)],
        ["x", numbers(1)],
      ]),
    }
    expect(sketchRows(schema, rows).columns.map(({ name }) => name)).toEqual(["x", "y"])
  })

  test("does not depend on the order of the rows, to the bit", () => {
    fc.assert(
      fc.property(anyRows, fc.integer(), (rows, seed) => {
        const order = shuffle(
          Int32Array.from({ length: rows.count }, (_, row) => row),
          seededRandom(seed),
        )
        expect(sketchRows(schema, takeRows(rows, order))).toEqual(sketchRows(schema, rows))
      }),
    )
  })

  test("is plain JSON", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const sketch = sketchRows(schema, rows)
        expect(JSON.parse(JSON.stringify(sketch).replaceAll("-0,", "0,"))).toEqual(JSON.parse(JSON.stringify(sketch)))
      }),
    )
  })

  test("counts every row once: in points, in the histogram, in words", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        for (const column of sketchRows(schema, rows).columns) {
          const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
          expect(column.count + column.missing).toBe(rows.count)
          if (column.kind === "number") {
            expect([sum(column.points.counts), sum(column.histogram.counts)]).toEqual([column.count, column.count])
          } else if (column.unit === "value") {
            expect(sum(column.words.map(({ count }) => count)) + column.rest).toBe(column.count)
          }
        }
      }),
    )
  })
})
