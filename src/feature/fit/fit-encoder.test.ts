import { describe, expect, it } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { Column, ColumnType, Rows, Schema, Task } from "../../schema/index.ts"
import { type FeatureSettings, featureSettings } from "../config.ts"
import { encode } from "../encode.ts"
import { parseEncoder } from "../encoder-shape.ts"
import { numberRows, randomTable, schemaOf, wordColumn } from "../fixtures/random-table.ts"
import { fitEncoder } from "./fit-encoder.ts"

const defaults = featureSettings.parse({})

interface Table {
  readonly [name: string]: readonly [ColumnType, readonly (number | string | null)[]]
}

function learn(table: Table, options: { target?: number[]; task?: Task; settings?: Partial<FeatureSettings> } = {}) {
  const entries = Object.entries(table)
  const columns = entries.map(([name, [type, values]]): [string, Column] => [
    name,
    type === "category" || type === "text"
      ? wordColumn(values as (string | null)[])
      : { kind: "number", values: Float64Array.from(values as number[]) },
  ])
  const count = entries[0]![1][1].length
  const rows: Rows = { count, columns: new Map(columns) }
  const schema: Schema = schemaOf(entries.map(([name, [type]]) => ({ name, type })))
  const target = Float64Array.from(options.target ?? Array.from({ length: count }, (_, row) => row % 2))
  const task = options.task ?? "regression"
  const classes = task === "regression" ? 0 : new Set(target).size
  return fitEncoder({ rows, schema, target, task, classes }, { ...defaults, ...options.settings }, seededRandom(1))
}

const repeat = <T>(count: number, value: (row: number) => T): T[] =>
  Array.from({ length: count }, (_, row) => value(row))

function names(fitted: ReturnType<typeof learn>, use?: string): string[] {
  return fitted.encoder.features.filter((feature) => use === undefined || feature.use === use).map(({ name }) => name)
}

function columnOf(fitted: ReturnType<typeof learn>, rows: Rows, name: string): number[] {
  const place = fitted.encoder.features.findIndex((feature) => feature.name === name)
  return [...encode(fitted.encoder, rows).columns[place]!]
}

describe("fitEncoder", () => {
  it("gives training rows what encode gives them, but for mean targets", () => {
    const input = randomTable(400, seededRandom(1))
    const { encoder, matrix } = fitEncoder(input, { ...defaults, maxOneHot: 8 }, seededRandom(1))
    const again = encode(encoder, input.rows)
    const meanTargets = encoder.features.filter(({ name }) => name.endsWith(".mean"))
    expect(meanTargets.length).toBeGreaterThan(0)
    for (const [place, feature] of encoder.features.entries()) {
      if (meanTargets.includes(feature)) expect(matrix.columns[place]).not.toEqual(again.columns[place])
      else expect(matrix.columns[place]).toEqual(again.columns[place])
    }
  })

  it("learns the same from the same seed", () => {
    const input = randomTable(200, seededRandom(1))
    const once = fitEncoder(input, defaults, seededRandom(4))
    expect(fitEncoder(input, defaults, seededRandom(4))).toEqual(once)
  })

  it("names every feature once and where it comes from", () => {
    const { encoder } = fitEncoder(randomTable(300, seededRandom(2)), defaults, seededRandom(1))
    const all = encoder.features.map(({ name }) => name)
    expect(new Set(all).size).toBe(all.length)
    for (const { from } of encoder.features)
      for (const column of from) expect(encoder.inputs.map(({ name }) => name)).toContain(column)
  })

  it("leaves out what says nothing, with the reason", () => {
    const columns = { amount: repeat(20, (row) => row), same: repeat(20, () => 3), none: repeat(20, () => Number.NaN) }
    const schema: Schema = {
      columns: [
        ...schemaOf(["amount", "same", "none"].map((name) => ({ name, type: "number" as const }))).columns,
        { name: "key", type: "text", role: "id", nullable: false, reason: "every row has its own" },
        { name: "after", type: "number", role: "leak", nullable: false },
      ],
    }
    const input = {
      rows: numberRows(columns),
      schema,
      target: new Float64Array(20),
      task: "regression" as const,
      classes: 0,
    }
    const { dropped } = fitEncoder(input, defaults, seededRandom(1))
    expect(dropped.map(({ column }) => column)).toEqual(["key", "after", "same", "none"])
    expect(dropped[0]?.reason).toBe("every row has its own")
    expect(dropped[1]?.reason).toBe("its role is leak")
  })

  it("keeps a column of one value that is sometimes missing", () => {
    const fitted = learn({ mark: ["number", repeat(20, (row) => (row % 3 === 0 ? 1 : Number.NaN))] })
    expect(names(fitted)).toEqual(["mark", "mark.scaled", "mark.missing"])
  })

  it.each([1, 2, 3])("survives %d training rows", (count) => {
    const input = randomTable(count, seededRandom(count))
    const { encoder, matrix } = fitEncoder(input, defaults, seededRandom(1))
    expect(encode(encoder, randomTable(50, seededRandom(9)).rows).rows).toBe(50)
    expect(matrix.columns.length).toBe(encoder.features.length)
  })

  it("survives a table whose columns are all missing", () => {
    const fitted = learn({
      number: ["number", repeat(5, () => Number.NaN)],
      category: ["category", repeat(5, () => null)],
      text: ["text", repeat(5, () => null)],
      date: ["datetime", repeat(5, () => Number.NaN)],
    })
    expect(fitted.encoder.features).toEqual([])
    expect(fitted.dropped.map(({ column }) => column)).toEqual(["number", "category", "text", "date"])
  })

  it("takes a thousand columns", () => {
    const random = seededRandom(1)
    const table: Record<string, Table[string]> = {}
    for (let column = 0; column < 1000; column++)
      table[`c${column}`] = ["number", repeat(60, () => Math.exp(random.normal()))]
    const fitted = learn(table)
    expect(fitted.encoder.inputs).toHaveLength(1000)
    expect(names(fitted).some((name) => name.includes("/"))).toBe(false)
  })

  it("takes a hundred thousand different words", () => {
    const fitted = learn({ word: ["category", repeat(100_000, (row) => (row % 10 < 3 ? "common" : `word ${row}`))] })
    expect(names(fitted)).toEqual(["word=common"])
  })

  describe("with categories", () => {
    const few = repeat(60, (row) => ["red", "green", "blue"][row % 3]!)

    it("gives few words a 0/1 feature each, and trees their order by mean target", () => {
      const fitted = learn({ colour: ["category", few] }, { target: repeat(60, (row) => row % 3) })
      expect(names(fitted)).toEqual(["colour=blue", "colour=green", "colour=red", "colour.rank"])
      const rows = { count: 3, columns: new Map([["colour", wordColumn(["red", "green", "blue"])]]) }
      expect(columnOf(fitted, rows, "colour.rank")).toEqual([0, 1, 2])
      expect(columnOf(fitted, rows, "colour=green")).toEqual([0, 1, 0])
    })

    it("gives trees a code for each word where that is wanted, the most frequent first, and no words one for words to come", () => {
      const words = [...few, "red", "red", "green", ...repeat(5, () => null)]
      const settings = { categoryCodes: true }
      const fitted = learn({ colour: ["category", words] }, { settings })
      const code = fitted.encoder.features.find(({ name }) => name === "colour.code")
      expect(code).toMatchObject({ use: "tree", codes: true })
      const rows = { count: 5, columns: new Map([["colour", wordColumn(["red", "green", "blue", "pink", null])]]) }
      expect(columnOf(fitted, rows, "colour.code")).toEqual([0, 1, 2, 3, Number.NaN])
      expect(names(learn({ colour: ["category", words] }))).not.toContain("colour.code")
      expect(parseEncoder(JSON.parse(JSON.stringify(fitted.encoder)))).toEqual(fitted.encoder)
    })

    it("gives two words one 0/1 feature", () => {
      expect(names(learn({ yes: ["category", repeat(40, (row) => (row % 2 === 0 ? "yes" : "no"))] }))).toEqual([
        "yes=no",
      ])
    })

    it("treats a word it never saw as it treats rare words", () => {
      const fitted = learn({ colour: ["category", [...few, "pink", "beige"]] })
      const rows = { count: 2, columns: new Map([["colour", wordColumn(["pink", "never seen"])]]) }
      expect(names(fitted)).toContain("colour=(other)")
      const { columns } = encode(fitted.encoder, rows)
      for (const column of columns) expect(column[0]).toBe(column[1])
      expect(columnOf(fitted, rows, "colour=(other)")).toEqual([1, 1])
    })

    it("gives an unseen word the mean target of all rows", () => {
      const target = repeat(400, (row) => row % 40)
      const fitted = learn({ zone: ["category", repeat(400, (row) => `z${row % 40}`)] }, { target })
      expect(names(fitted)).toEqual(["zone.mean", "zone.frequency"])
      const rows = { count: 3, columns: new Map([["zone", wordColumn(["z0", "never seen", "z39"])]]) }
      const [low, middle, high] = columnOf(fitted, rows, "zone.mean")
      expect(low).toBeLessThan(-1)
      expect(middle).toBeCloseTo(0, 1)
      expect(high).toBeGreaterThan(1)
      expect(columnOf(fitted, rows, "zone.frequency")[1]).toBe(0)
    })

    it("gives a mean target for each of a few classes, and none of many", () => {
      const zone: Table = { zone: ["category", repeat(600, (row) => `z${row % 40}`)] }
      const three = learn(zone, { task: "multiclass", target: repeat(600, (row) => row % 3) })
      expect(names(three)).toEqual(["zone.mean=0", "zone.mean=1", "zone.mean=2", "zone.frequency"])
      const many = learn(zone, { task: "multiclass", target: repeat(600, (row) => row % 20) })
      expect(names(many)).toEqual(["zone.frequency"])
    })

    it("does not look at the target when mean targets are switched off", () => {
      const zone: Table = {
        zone: ["category", repeat(400, (row) => `z${row % 40}`)],
        colour: ["category", repeat(400, (row) => few[row % 60]!)],
      }
      const fitted = learn(zone, { settings: { targetEncoding: false } })
      const other = learn(zone, { settings: { targetEncoding: false }, target: repeat(400, (row) => row ** 2) })
      expect(fitted.encoder).toEqual(other.encoder)
    })

    it("reads codes that are whole numbers as categories too, beside the number", () => {
      const fitted = learn(
        { code: ["integer", repeat(4000, (row) => row % 50)] },
        { target: repeat(4000, (row) => (row % 50) % 7) },
      )
      expect(names(fitted)).toEqual(["code", "code.scaled", "code.mean", "code.frequency"])
    })
  })

  describe("with numbers", () => {
    it("adds the logarithm of a skewed column only", () => {
      const random = seededRandom(1)
      const skewed = learn({ fare: ["number", repeat(200, () => Math.exp(random.normal() + 2))] })
      const level = learn({ fare: ["number", repeat(200, () => random.next())] })
      expect([names(skewed), names(level)]).toEqual([
        ["fare", "fare.scaled", "fare.log"],
        ["fare", "fare.scaled"],
      ])
    })

    it("standardises to mean 0 and deviation 1", () => {
      const random = seededRandom(1)
      const { matrix } = learn({ amount: ["number", repeat(500, () => 50 + 3 * random.normal())] })
      const scaled = [...matrix.columns[1]!]
      const mean = scaled.reduce((sum, value) => sum + value, 0) / 500
      expect(mean).toBeCloseTo(0, 6)
      expect(scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 500).toBeCloseTo(1, 5)
    })

    it("keeps one wild training value from setting the scale", () => {
      const random = seededRandom(1)
      const values = repeat(5000, (row) => (row === 7 ? 1e12 : random.normal()))
      const fitted = learn({ amount: ["number", values] })
      const [low, high, wild] = columnOf(fitted, numberRows({ amount: [-1, 1, 1e15] }), "amount.scaled")
      expect(high! - low!).toBeGreaterThan(1)
      expect(wild).toBeLessThanOrEqual(defaults.clipDeviations + 1e-6)
    })

    it("learns finite rules from values at the edge of what a number can be", () => {
      const fitted = learn({
        huge: ["number", repeat(50, (row) => (row % 2 === 0 ? 1.7e308 : -1.7e308))],
        some: ["number", repeat(50, (row) => (row === 3 ? 1.7e308 : row))],
        tiny: ["number", repeat(50, (row) => row * 5e-324)],
      })
      expect(parseEncoder(JSON.parse(JSON.stringify(fitted.encoder)))).toEqual(fitted.encoder)
      for (const column of fitted.matrix.columns) expect(column.every(Number.isFinite)).toBe(true)
    })

    it("keeps small differences of large numbers apart", () => {
      const fitted = learn({ stamp: ["number", repeat(100, (row) => 1.6e12 + row)] })
      const column = columnOf(fitted, numberRows({ stamp: [1.6e12 + 1, 1.6e12 + 2] }), "stamp")
      expect(column[1]! - column[0]!).toBe(1)
    })

    it("divides counts that grow together", () => {
      const random = seededRandom(1)
      const households = repeat(300, () => Math.ceil(Math.exp(random.normal() + 5)))
      const rooms = households.map((count) => Math.ceil(count * (4 + random.next())))
      const fitted = learn({ rooms: ["integer", rooms], households: ["integer", households] })
      expect(names(fitted, "tree")).toContain("rooms/households")
      const rows = numberRows({ rooms: [10, 10, 10], households: [2, 0, Number.NaN] })
      expect(columnOf(fitted, rows, "rooms/households")).toEqual([5, Number.NaN, Number.NaN])
    })
  })

  describe("with dates", () => {
    const hour = 3_600_000

    it("leaves out the time of day of a date and the year of a few days", () => {
      const fitted = learn({ day: ["date", repeat(20, (row) => row * 24 * hour)] })
      const parts = names(fitted).map((name) => name.split(/[.=]/)[1])
      expect(parts).toContain("dayOfWeek")
      expect(parts).not.toContain("hour")
      expect(parts).not.toContain("month")
    })

    it("measures the time between two", () => {
      const started = repeat(50, (row) => row * 7 * hour)
      const ended = started.map((time, row) => time + (row % 5) * hour)
      const fitted = learn({ started: ["datetime", started], ended: ["datetime", ended] })
      const rows = numberRows({ started: [0, 0], ended: [3 * hour, Number.NaN] })
      expect(columnOf(fitted, rows, "started-ended.hours")).toEqual([3, Number.NaN])
    })

    it("can be switched off", () => {
      expect(
        names(learn({ day: ["date", repeat(20, (row) => row * 24 * hour)] }, { settings: { dates: false } })),
      ).toEqual([])
    })
  })

  it("takes the user's columns beside those of the schema", () => {
    const rows = numberRows({ amount: repeat(20, (row) => row), own: repeat(20, (row) => row ** 2) })
    const input = {
      rows,
      schema: schemaOf([{ name: "amount", type: "number" }]),
      target: new Float64Array(20),
      task: "regression" as const,
      classes: 0,
      userColumns: ["own"],
    }
    const { encoder } = fitEncoder(input, defaults, seededRandom(1))
    expect(encoder.inputs.map(({ name }) => name)).toEqual(["amount", "own"])
    expect(fitEncoder({ ...input, userColumns: [] }, defaults, seededRandom(1)).encoder.inputs).toHaveLength(1)
  })
})
