import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { seededRandom, shuffle } from "../base/index.ts"
import { type Rows, takeRows } from "../schema/index.ts"
import { featureSettings } from "./config.ts"
import { compileEncoder, encode } from "./encode.ts"
import { parseEncoder } from "./encoder-shape.ts"
import { fitEncoder } from "./fit/fit-encoder.ts"
import { numberRows, randomTable, schemaOf, wordColumn } from "./fixtures/random-table.ts"
import type { Matrix } from "./matrix.ts"

const settings = featureSettings.parse({ maxOneHot: 8, textBuckets: 6, placeCentres: 20 })
const table = fc
  .record({ rows: fc.integer({ min: 1, max: 300 }), seed: fc.integer() })
  .map(({ rows, seed }) => ({ input: randomTable(rows, seededRandom(seed)), seed }))

function learn({ input, seed }: { readonly input: ReturnType<typeof randomTable>; readonly seed: number }) {
  return fitEncoder(input, settings, seededRandom(seed))
}

/** Bit patterns of one row, so that NaN equals itself and -0 is not 0. */
function bitsOf(matrix: Matrix, row: number): number[] {
  return matrix.columns.map((column) => new Uint32Array(column.slice(row, row + 1).buffer)[0]!)
}

describe("encode", () => {
  it("gives a row alone the same bits as in a batch", () => {
    fc.assert(
      fc.property(table, (made) => {
        const { encoder } = learn(made)
        const others = randomTable(40, seededRandom(`${made.seed} others`)).rows
        const batch = encode(encoder, others)
        for (let row = 0; row < others.count; row++) {
          const alone = encode(encoder, takeRows(others, Int32Array.of(row)))
          expect(bitsOf(alone, 0)).toEqual(bitsOf(batch, row))
        }
      }),
      { numRuns: 15 },
    )
  })

  it("gives the same bits whether the words of a column are few or many", () => {
    const { encoder } = learn({ input: randomTable(300, seededRandom(5)), seed: 5 })
    const rows = randomTable(300, seededRandom(6)).rows
    const fewWords = { count: 1, columns: new Map(rows.columns) }
    fewWords.columns.set("many", wordColumn(["m1"]))
    const manyWords = { count: 1, columns: new Map(rows.columns) }
    const words = Array.from({ length: 5000 }, (_, word) => `m${word}`)
    manyWords.columns.set("many", { kind: "string", codes: Int32Array.of(1), words })
    expect(bitsOf(encode(encoder, fewWords), 0)).toEqual(bitsOf(encode(encoder, manyWords), 0))
  })

  it("permutes the matrix when the rows are permuted", () => {
    fc.assert(
      fc.property(table, (made) => {
        const { encoder } = learn(made)
        const order = shuffle(
          Int32Array.from({ length: made.input.rows.count }, (_, row) => row),
          seededRandom(made.seed),
        )
        const straight = encode(encoder, made.input.rows)
        const permuted = encode(encoder, takeRows(made.input.rows, order))
        for (const [place, row] of order.entries()) expect(bitsOf(permuted, place)).toEqual(bitsOf(straight, row))
      }),
      { numRuns: 10 },
    )
  })

  it("crosses its inner blocks without a seam", () => {
    const { encoder } = learn({ input: randomTable(100, seededRandom(1)), seed: 1 })
    const rows = randomTable(2100, seededRandom(2)).rows
    const batch = encode(encoder, rows)
    for (const row of [0, 1023, 1024, 2047, 2048, 2099]) {
      expect(bitsOf(encode(encoder, takeRows(rows, Int32Array.of(row))), 0)).toEqual(bitsOf(batch, row))
    }
  })

  it("gives linear features a finite number for every value there is", () => {
    fc.assert(
      fc.property(table, (made) => {
        const { encoder } = learn(made)
        const matrix = encode(encoder, wildRows(made.input.rows))
        for (const [place, { use, name }] of encoder.features.entries()) {
          if (use === "tree") continue
          for (const value of matrix.columns[place]!) expect([name, Number.isFinite(value)]).toEqual([name, true])
        }
      }),
      { numRuns: 15 },
    )
  })

  it("never gives a tree an infinity", () => {
    const { encoder } = learn({ input: randomTable(200, seededRandom(3)), seed: 3 })
    const matrix = encode(encoder, wildRows(randomTable(200, seededRandom(4)).rows))
    for (const column of matrix.columns) for (const value of column) expect(Math.abs(value)).not.toBe(Infinity)
  })

  it("writes only the features that are asked for", () => {
    const { encoder } = learn({ input: randomTable(200, seededRandom(3)), seed: 3 })
    const rows = randomTable(30, seededRandom(8)).rows
    const whole = encode(encoder, rows)
    const needed = new Set([...encoder.features.keys()].filter((feature) => feature % 3 === 0))
    const columns = encoder.features.map(() => new Float32Array(rows.count).fill(-7))
    compileEncoder(encoder, needed)(rows, { first: 0, count: rows.count }, { columns, at: 0 })
    for (const [feature, column] of columns.entries()) {
      const untouched = new Float32Array(rows.count).fill(-7)
      expect(column).toEqual(needed.has(feature) ? whole.columns[feature] : untouched)
    }
  })

  it("gives the same bits after a round trip through JSON", () => {
    fc.assert(
      fc.property(table, (made) => {
        const { encoder } = learn(made)
        const again = parseEncoder(JSON.parse(JSON.stringify(encoder)))
        expect(again).toEqual(encoder)
        const rows = randomTable(20, seededRandom(made.seed + 1)).rows
        for (let row = 0; row < 20; row++) {
          expect(bitsOf(encode(again, rows), row)).toEqual(bitsOf(encode(encoder, rows), row))
        }
      }),
      { numRuns: 8 },
    )
  })

  it("keeps the order of values in every raw feature", () => {
    const values = Array.from({ length: 60 }, (_, row) => (row % 7) * 11 + row)
    const input = { ...base(numberRows({ amount: values })), schema: schemaOf([{ name: "amount", type: "number" }]) }
    const { encoder } = fitEncoder(input, settings, seededRandom(1))
    const line = numberRows({ amount: [-1e9, -5, 0, 3, 20, 1e5, 1e30, 1e300] })
    for (const column of encode(encoder, line).columns.slice(0, 3)) {
      for (let row = 1; row < column.length; row++) expect(column[row]).toBeGreaterThanOrEqual(column[row - 1]!)
    }
  })

  it("names a column that is missing and one that has become words", () => {
    const { encoder } = learn({ input: randomTable(100, seededRandom(3)), seed: 3 })
    const rows = randomTable(5, seededRandom(3)).rows
    const without = new Map(rows.columns)
    without.delete("amount")
    expect(() => encode(encoder, { count: 5, columns: without })).toThrow(/column "amount" is wanted/)
    const changed = new Map(rows.columns).set("amount", wordColumn(["a", "b", "c", "d", "e"]))
    expect(() => encode(encoder, { count: 5, columns: changed })).toThrow(/must hold numbers, it holds strings/)
  })
})

describe("parseEncoder", () => {
  const { encoder } = learn({ input: randomTable(200, seededRandom(9)), seed: 9 })
  const number = encoder.blocks.findIndex((block) => block.kind === "number")
  const category = encoder.blocks.findIndex((block) => block.kind === "category")

  it.each([
    ["a block of an unknown kind", ["blocks", 0, "kind"], "script"],
    ["a column that is not an input", ["blocks", number, "source"], { kind: "column", column: "nowhere" }],
    ["a one-hot state out of range", ["blocks", category, "oneHot", 0], 9999],
    ["a table of the wrong length", ["blocks", category, "tables"], [[1, 2]]],
    ["a deviation of zero", ["blocks", number, "scalings", 0, "deviation"], 0],
    ["a number that is not one", ["blocks", number, "offset"], "1"],
    ["a feature more than is written", ["features"], [...encoder.features, { name: "more", from: [], use: "both" }]],
    ["two features of one name", ["features", 1, "name"], encoder.features[0]!.name],
    ["a missing part", ["blocks"], undefined],
  ] as const)("refuses %s", (_, path, value) => {
    const copy = JSON.parse(JSON.stringify(encoder))
    let place = copy
    for (const key of path.slice(0, -1)) place = place[key]
    place[path.at(-1)!] = value
    expect(() => parseEncoder(copy)).toThrow(expect.objectContaining({ code: "feature.encoder-invalid" }))
  })
})

/** Every number wild, every word never seen before. */
function wildRows(rows: Rows): Rows {
  const wild = [Infinity, -Infinity, 1e308, -1e308, 5e-324, -0, Number.NaN, 9e15]
  return {
    count: rows.count,
    columns: new Map(
      [...rows.columns].map(([name, column]) => [
        name,
        column.kind === "number"
          ? { kind: "number", values: column.values.map((_, row) => wild[row % wild.length]!) }
          : { ...column, words: column.words.map((word) => `${word} \u{1f600}\u0000`) },
      ]),
    ),
  }
}

function base(rows: Rows) {
  return { rows, target: new Float64Array(rows.count), task: "regression" as const, classes: 0 }
}
