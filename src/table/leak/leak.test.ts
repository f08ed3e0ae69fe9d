import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { Column, SourceType } from "../../schema/index.ts"
import { findLeaks } from "./leak.ts"

const random = seededRandom("leaks")

const numbers = (count: number, value: (row: number) => number): Column => ({
  kind: "number",
  values: Float64Array.from({ length: count }, (_, row) => value(row)),
})

const words = (count: number, value: (row: number) => string | undefined): Column => {
  const texts = Array.from({ length: count }, (_, row) => value(row))
  const known = [...new Set(texts.filter((text) => text !== undefined))]
  return {
    kind: "string",
    codes: Int32Array.from(texts, (text) => (text === undefined ? -1 : known.indexOf(text))),
    words: known,
  }
}

type Described = Readonly<Record<string, readonly [SourceType, Column]>>

function leaks(columns: Described, target = "target"): readonly string[] {
  const all = Object.entries(columns)
  const [, truth] = columns[target]!
  return findLeaks({
    rows: {
      count: truth.kind === "number" ? truth.values.length : truth.codes.length,
      columns: new Map(all.map(([name, [, column]]) => [name, column])),
    },
    candidates: all.filter(([name]) => name !== target).map(([name, [type]]) => ({ name, type })),
    target: { name: target, type: columns[target]![0] },
  }).map(({ column }) => column)
}

const noise = (): Column => numbers(500, () => random.normal())

describe("findLeaks", () => {
  const amount = numbers(500, () => Math.round(random.next() * 1000))
  const amounts = (amount as Extract<Column, { kind: "number" }>).values

  it("finds a copy, a copy in another unit and a copy with broken rows", () => {
    const broken = numbers(500, (row) => (row % 25 === 0 ? 9e6 : amounts[row]! / 60 + 5))
    const scaled = numbers(500, (row) => amounts[row]! * 2.54)
    const rounded = numbers(500, (row) => Math.round(amounts[row]! * 10) / 600)
    const table: Described = {
      target: ["integer", amount],
      same: ["integer", amount],
      scaled: ["number", scaled],
      rounded: ["number", rounded],
      broken: ["number", broken],
      honest: ["number", noise()],
    }
    expect(leaks(table)).toEqual(["same", "scaled", "rounded", "broken"])
  })

  it("finds a column that rises with the target without exception", () => {
    const smooth = numbers(500, () => random.normal())
    const values = (smooth as Extract<Column, { kind: "number" }>).values
    const table: Described = {
      target: ["number", smooth],
      logarithm: ["number", numbers(500, (row) => Math.exp(values[row]!))],
      honest: ["number", noise()],
    }
    expect(leaks(table)).toEqual(["logarithm"])
  })

  it("does not call a clock a leak because the target grows", () => {
    const table: Described = {
      target: ["number", numbers(500, (row) => (row + 0.9 * random.next()) ** 1.5)],
      year: ["integer", numbers(500, (row) => 1500 + row)],
      day: ["date", numbers(500, (row) => row * 86_400_000)],
      honest: ["number", noise()],
    }
    expect(leaks(table)).toEqual([])
  })

  it("finds the later of two times whose difference is the target, in any unit and order", () => {
    const start = numbers(500, () => random.integer(1e9) * 1000)
    const starts = (start as Extract<Column, { kind: "number" }>).values
    const end = numbers(500, (row) => starts[row]! + amounts[row]! * 60_000 * (row % 50 === 0 ? 100 : 1))
    const table: Described = {
      target: ["number", amount],
      end: ["datetime", end],
      start: ["datetime", start],
      honest: ["number", noise()],
    }
    expect(leaks(table)).toEqual(["end"])
  })

  it("finds the total that a target is part of, and leaves the other parts", () => {
    const tip = numbers(500, () => random.integer(20) / 4)
    const toll = numbers(500, () => (random.next() < 0.05 ? 5.54 : 0))
    const at = (column: Column, row: number): number => (column.kind === "number" ? column.values[row]! : Number.NaN)
    const total = numbers(500, (row) => amounts[row]! + at(tip, row) + at(toll, row) + 0.3 + (row % 40 === 0 ? 20 : 0))
    const table: Described = {
      target: ["number", amount],
      tip: ["number", tip],
      toll: ["number", toll],
      total: ["number", total],
      honest: ["number", noise()],
    }
    expect(leaks(table)).toEqual(["total"])
  })

  it("finds a word, a code or an absence that tells the class", () => {
    const label = words(500, () => (random.next() < 0.3 ? "churned" : "stayed"))
    const labels = (label as Extract<Column, { kind: "string" }>).codes
    const table: Described = {
      target: ["string", label],
      code: ["integer", numbers(500, (row) => labels[row]! * 7)],
      reason: ["string", words(500, (row) => (labels[row] === 0 ? `reason ${row % 5}` : undefined))],
      region: ["string", words(500, () => `region ${random.integer(8)}`)],
      honest: ["number", numbers(500, (row) => labels[row]! * 2 + random.normal())],
    }
    expect(leaks(table)).toEqual(["code", "reason"])
  })

  it("leaves strong honest columns alone", () => {
    const table: Described = {
      target: ["number", amount],
      strong: ["number", numbers(500, (row) => amounts[row]! + 10 * random.normal())],
      stronger: ["number", numbers(500, (row) => amounts[row]! + 8 * random.normal())],
      bucket: ["string", words(500, (row) => `about ${Math.round(amounts[row]! / 100)}`)],
    }
    expect(leaks(table)).toEqual([])
  })

  it("calls nothing a leak when nothing else would be left", () => {
    expect(leaks({ target: ["number", amount], x: ["number", numbers(500, (row) => amounts[row]! * 2 + 1)] })).toEqual(
      [],
    )
  })

  it("finds nothing in random tables of any shape", () => {
    fc.assert(
      fc.property(
        fc.record({
          count: fc.integer({ min: 1, max: 400 }),
          width: fc.integer({ min: 1, max: 8 }),
          kind: fc.constantFrom("normal", "counts", "rare", "binary"),
          seed: fc.integer({ min: 0, max: 1e6 }),
        }),
        ({ count, width, kind, seed }) => {
          const own = seededRandom(seed)
          const draw = {
            normal: () => own.normal(),
            counts: () => own.integer(30),
            rare: () => Number(own.next() < 0.03),
            binary: () => own.integer(2),
          }
          const any = Object.values(draw)
          const columns: [string, readonly [SourceType, Column]][] = Array.from({ length: width }, (_, index) => {
            const make = any[own.integer(any.length)]!
            const missing = own.next() * 0.5
            const column = numbers(count, () => (own.next() < missing ? Number.NaN : make()))
            return [`x${index}`, [own.next() < 0.2 ? "datetime" : "number", column]]
          })
          columns.push(["word", ["string", words(count, () => `w${own.integer(12)}`)]])
          expect(leaks({ target: ["number", numbers(count, draw[kind])], ...Object.fromEntries(columns) })).toEqual([])
        },
      ),
      { numRuns: 150, seed: 7 },
    )
  })
})
