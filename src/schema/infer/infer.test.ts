import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { ColumnSchema } from "../column.ts"
import { readSchema } from "../file/read-schema.ts"
import type { ColumnFacts, WordCount } from "./facts.ts"
import { type InferOptions, inferSchema } from "./infer.ts"
import { nameWords } from "./name-words.ts"
import { inferRange } from "./range.ts"
import { inferTask } from "./task.ts"

const facts = (name: string, type: ColumnFacts["type"], more: Partial<ColumnFacts> = {}): ColumnFacts => ({
  name,
  type,
  rows: 1000,
  missing: 0,
  distinct: 500,
  allUnique: false,
  examples: ["x"],
  ...more,
})

const words = (count: number): readonly WordCount[] =>
  Array.from({ length: count }, (_, at) => ({ word: String(count - at), count: 1000 - at }))

const inferred = (columns: readonly ColumnFacts[], options: InferOptions = {}): readonly ColumnSchema[] =>
  inferSchema(columns, options).columns

const only = (column: ColumnFacts, options: InferOptions = {}): ColumnSchema => inferred([column], options)[0]!

const unique = { distinct: 1000, allUnique: true } as const

describe("inferSchema finds ids", () => {
  test.each<[string, ColumnFacts, ColumnSchema["role"]]>([
    ["a unique integer with the name of an id", facts("order_id", "integer", { ...unique, min: 5, max: 90_000 }), "id"],
    [
      "an unnamed first column of unique integers",
      facts("column1", "integer", { ...unique, unnamed: true, min: 5, max: 90_000 }),
      "id",
    ],
    ["what pandas calls an unnamed column", facts("Unnamed: 0", "integer", { ...unique, min: 7, max: 90_000 }), "id"],
    ["integers that number the rows", facts("n", "integer", { ...unique, min: 1, max: 1000 }), "id"],
    ["unique years", facts("year", "integer", { ...unique, min: 1000, max: 1999 }), "feature"],
    ["unique integers with gaps", facts("population", "integer", { ...unique, min: 5, max: 90_000 }), "feature"],
    ["unique floats", facts("reading_id", "number", { ...unique, min: 0, max: 1 }), "feature"],
    ["unique short tokens", facts("trip", "string", { ...unique, meanWords: 1, meanLength: 9 }), "id"],
    ["nearly unique short tokens", facts("trip", "string", { distinct: 960, meanWords: 1, meanLength: 9 }), "id"],
    ["often repeated tokens", facts("trip", "string", { distinct: 700, meanWords: 1, meanLength: 9 }), "feature"],
    ["unique sentences", facts("note", "string", { ...unique, meanWords: 8, meanLength: 50 }), "feature"],
    [
      "a nearly unique integer with the name of an id",
      facts("userId", "integer", { distinct: 950, min: 1, max: 5000 }),
      "id",
    ],
  ])("%s", (_, column, role) => {
    expect(only(column).role).toBe(role)
    expect(only(column).reason !== undefined).toBe(role === "id")
  })

  test("takes an unnamed column of another place for a feature", () => {
    const [, second] = inferred([
      facts("a", "number"),
      facts("column2", "integer", { ...unique, unnamed: true, min: 5, max: 90_000 }),
    ])
    expect(second?.role).toBe("feature")
  })
})

describe("inferSchema finds types", () => {
  test.each<[string, ColumnFacts, ColumnSchema["type"]]>([
    [
      "a few repeated ids are a category",
      facts("PULocationID", "integer", { distinct: 265, words: words(265) }),
      "category",
    ],
    ["many repeated ids stay integers", facts("zone_id", "integer", { distinct: 301, words: words(301) }), "integer"],
    ["a low count stays an integer", facts("passenger_count", "integer", { distinct: 7, words: words(7) }), "integer"],
    [
      "a type written as a number stays an integer",
      facts("payment_type", "integer", { distinct: 5, words: words(5) }),
      "integer",
    ],
    ["repeated words are a category", facts("city", "string", { distinct: 30, meanWords: 1.5 }), "category"],
    [
      "100,000 words are a category still",
      facts("street", "string", { rows: 400_000, distinct: 100_000, meanWords: 2 }),
      "category",
    ],
    ["different sentences are text", facts("note", "string", { distinct: 900, meanWords: 8 }), "text"],
    [
      "few different sentences are a category",
      facts("lunch", "string", { distinct: 6, meanWords: 8, meanLength: 200 }),
      "category",
    ],
    ["a flag is a boolean", facts("flag", "boolean", { distinct: 2 }), "boolean"],
    ["a date is a date", facts("day", "date"), "date"],
  ])("%s", (_, column, type) => {
    expect(only(column).type).toBe(type)
  })

  test("lists categories by size when they are numbers and by the alphabet otherwise", () => {
    const numbers = facts("RatecodeID", "integer", { distinct: 11, words: words(11) })
    expect(only(numbers).categories).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"])
    const names = facts("city", "string", {
      distinct: 2,
      words: [
        { word: "b", count: 9 },
        { word: "a", count: 1 },
      ],
    })
    expect(only(names).categories).toEqual(["a", "b"])
  })

  test("lists no categories that nobody could review, as they would make schema.yaml as long as the table", () => {
    const list = [
      { word: "x".repeat(3_000_000), count: 1 },
      { word: "a", count: 9 },
    ]
    const column = only(facts("body", "string", { distinct: 2, words: list }))
    expect([column.type, column.categories]).toEqual(["category", undefined])
  })

  test("keeps the form of a date and where values may be missing", () => {
    expect(only(facts("due", "date", { format: "%d.%m.%Y", missing: 3 }))).toEqual({
      name: "due",
      type: "date",
      role: "feature",
      nullable: true,
      format: "%d.%m.%Y",
    })
  })
})

describe("inferSchema finds the time column", () => {
  const pickup = facts("tpep_pickup_datetime", "datetime", { min: 10, max: 20 })
  const dropoff = facts("tpep_dropoff_datetime", "datetime", { min: 5, max: 30 })
  const rolesOf = (columns: readonly ColumnFacts[], options: InferOptions = {}): readonly string[] =>
    inferred(columns, options).map(({ role }) => role)

  test("prefers the begin of an event to its end", () => {
    expect(rolesOf([dropoff, pickup])).toEqual(["feature", "time"])
  })

  test("prefers the earliest of two with names alike", () => {
    const [first, second] = [facts("date_a", "date", { min: 9 }), facts("date_b", "date", { min: 8 })]
    expect(rolesOf([first, second])).toEqual(["feature", "time"])
  })

  test("takes no birthday and no end for it", () => {
    expect(rolesOf([facts("birth_date", "date", { min: 1 }), dropoff])).toEqual(["feature", "feature"])
  })

  test("takes none that gives the target away or says nothing", () => {
    expect(rolesOf([{ ...pickup, leak: { reason: "it ends the trip" } }])).toEqual(["leak"])
    expect(rolesOf([{ ...pickup, distinct: 1 }])).toEqual(["constant"])
  })

  test("is the one the option names, and then no other", () => {
    expect(rolesOf([pickup, dropoff], { time: "tpep_dropoff_datetime" })).toEqual(["feature", "time"])
  })
})

describe("inferSchema follows its options", () => {
  test("makes the target of a classification a category with its classes", () => {
    const target = facts("label", "integer", { distinct: 2, min: 0, max: 1, words: words(2) })
    expect(only(target, { target: "label", task: "binary" })).toEqual({
      name: "label",
      type: "category",
      role: "target",
      nullable: false,
      categories: ["1", "2"],
    })
  })

  test("keeps the target of a regression a number, id-like or not", () => {
    const target = facts("house_number", "integer", { ...unique, min: 1, max: 1000 })
    expect(only(target, { target: "house_number", task: "regression" })).toMatchObject({
      type: "integer",
      role: "target",
    })
  })

  test("leaves columns out with the reason given", () => {
    const ignored = [{ column: "a", reason: "the target is computed from it" }]
    expect(only(facts("a", "datetime"), { ignored })).toMatchObject({ role: "ignored", reason: ignored[0]!.reason })
  })

  test("refuses an option that names no column, and suggests one", () => {
    expect(() => inferSchema([facts("pickup_datetime", "datetime")], { time: "pickup_datetme" })).toThrow(
      expect.objectContaining({ code: "schema.column-missing", hint: 'Name "pickup_datetime" instead' }),
    )
  })
})

test("inferSchema refuses a time column of words", () => {
  expect(() => inferSchema([facts("city", "string")], { time: "city" })).toThrow(
    expect.objectContaining({ code: "schema.time-invalid" }),
  )
})

describe("inferSchema leaves out what says nothing", () => {
  test.each([
    ["every value is missing", { distinct: 0, missing: 1000 }],
    ['every row has the value "x"', { distinct: 1 }],
  ])("%s", (reason, more) => {
    expect(only(facts("a", "string", more))).toMatchObject({ role: "constant", reason })
  })

  test("keeps a column of one value and gaps, which say something", () => {
    expect(only(facts("a", "string", { distinct: 1, missing: 10 })).role).toBe("feature")
  })

  test("keeps the reason of a leak", () => {
    expect(only(facts("a", "number", { leak: { reason: "equal to the target" } }))).toMatchObject({
      role: "leak",
      reason: "equal to the target",
    })
  })
})

describe("inferRange", () => {
  test.each<[string, ColumnFacts, readonly [number, number] | undefined]>([
    ["reaches as far again on both sides", facts("t", "number", { min: -10, max: 30 }), [-50, 70]],
    ["stops at zero when nothing was below", facts("fare", "number", { min: 0, max: 33.96 }), [0, 68]],
    ["gives a latitude its own", facts("pickup_latitude", "number", { min: 40.1, max: 41.9 }), [-90, 90]],
    ["gives a longitude its own", facts("dropoffLon", "number", { min: -74, max: -73 }), [-180, 180]],
    ["does not for values no longitude has", facts("lon", "number", { min: 0, max: 1000 }), [0, 2000]],
    ["is whole for integers", facts("rooms", "integer", { min: 1, max: 6 }), [0, 11]],
    ["has a width for one value", facts("one", "integer", { min: 4, max: 4 }), [0, 8]],
    ["is absent without values", facts("none", "number"), undefined],
  ])("%s", (_, column, range) => {
    expect(inferRange(column)).toEqual(range)
  })

  test("holds everything that was seen and is finite", () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(number, number, fc.constantFrom("integer", "number"), (a, b, type) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)]
        const [least, most] = inferRange(facts("x", type, { min, max }))!
        expect(least <= min && max <= most && Number.isFinite(least) && Number.isFinite(most)).toBe(true)
      }),
    )
  })
})

describe("inferTask", () => {
  test.each<[string, ColumnFacts, [string, boolean]]>([
    ["a flag", facts("survived", "boolean", { distinct: 2 }), ["binary", true]],
    ["two words", facts("sex", "string", { distinct: 2 }), ["binary", true]],
    ["three words", facts("species", "string", { distinct: 3 }), ["multiclass", true]],
    ["a word for nearly every row", facts("name", "string", { distinct: 900 }), ["multiclass", false]],
    ["zero and one", facts("default", "integer", { distinct: 2, min: 0, max: 1 }), ["binary", true]],
    ["two odd numbers", facts("dose", "integer", { distinct: 2, min: 5, max: 50 }), ["binary", false]],
    ["zero and one as floats", facts("default", "number", { distinct: 2, min: 0, max: 1 }), ["binary", true]],
    ["three numbered classes", facts("class", "integer", { distinct: 3, min: 0, max: 2 }), ["multiclass", true]],
    ["three numbers that repeat", facts("y", "integer", { distinct: 3, min: 0, max: 2 }), ["multiclass", false]],
    ["three numbers with gaps", facts("y", "integer", { distinct: 3, min: 0, max: 20 }), ["regression", false]],
    ["few rooms", facts("Bedrooms", "integer", { distinct: 6, min: 1, max: 6 }), ["regression", false]],
    ["scores", facts("math_score", "integer", { distinct: 81, min: 0, max: 100 }), ["regression", true]],
    ["prices", facts("Price", "integer", { distinct: 219, min: 1, max: 13_300_000 }), ["regression", true]],
    ["measures", facts("fare_amount", "number"), ["regression", true]],
    ["twenty numbers", facts("y", "integer", { distinct: 20, min: 1, max: 20 }), ["regression", false]],
  ])("%s", (_, target, guess) => {
    const { task, confident } = inferTask(target)
    expect([task, confident]).toEqual(guess)
  })
})

test("a name falls into its words", () => {
  expect(["PULocationID", "vendor_id", "tpepPickup datetime", "RatecodeID", "Main road", "x2"].map(nameWords)).toEqual([
    ["pu", "location", "id"],
    ["vendor", "id"],
    ["tpep", "pickup", "datetime"],
    ["ratecode", "id"],
    ["main", "road"],
    ["x2"],
  ])
})

test("an inferred schema keeps every rule of a schema file", () => {
  const column = fc.record({
    name: fc.string({ minLength: 1 }),
    type: fc.constantFrom("integer", "number", "boolean", "date", "datetime", "string"),
    rows: fc.constant(1000),
    missing: fc.integer({ min: 0, max: 500 }),
    distinct: fc.integer({ min: 0, max: 500 }),
    allUnique: fc.boolean(),
    examples: fc.array(fc.string(), { maxLength: 2 }),
    min: fc.integer({ min: -1000, max: 0 }),
    max: fc.integer({ min: 0, max: 1000 }),
    words: fc.uniqueArray(fc.string(), { maxLength: 20 }).map((list) => list.map((word) => ({ word, count: 3 }))),
  }) as fc.Arbitrary<ColumnFacts>
  fc.assert(
    fc.property(fc.uniqueArray(column, { minLength: 1, selector: ({ name }) => name }), (columns) => {
      const schema = inferSchema(columns, { target: columns[0]!.name, task: "multiclass" })
      expect(readSchema(JSON.parse(JSON.stringify(schema)), "schema.json")).toEqual(JSON.parse(JSON.stringify(schema)))
    }),
  )
})
