import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { KnownError } from "../../base/index.ts"
import { type ColumnSchema, columnTypes, type Schema } from "../column.ts"
import { parseSchema, schemaToYaml } from "./schema-file.ts"

const failure = (text: string): KnownError => {
  try {
    parseSchema(text, "schema.yaml")
  } catch (error) {
    if (error instanceof KnownError) return error
  }
  throw new Error("nothing was refused")
}

const ofType = (type: ColumnSchema["type"]): fc.Arbitrary<Partial<ColumnSchema>> => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
  switch (type) {
    case "integer":
    case "number":
      return fc.record(
        { range: fc.tuple(number, number).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const) },
        { requiredKeys: [] },
      )
    case "category":
      return fc.record(
        { categories: fc.uniqueArray(fc.string({ unit: "grapheme" }), { minLength: 1 }) },
        { requiredKeys: [] },
      )
    case "date":
    case "datetime":
      return fc.record({ format: fc.constantFrom("%m/%d/%Y", "%d-%b-%y") }, { requiredKeys: [] })
    default:
      return fc.constant({})
  }
}

const columns = fc.constantFrom(...columnTypes).chain((type) =>
  fc
    .record(
      {
        name: fc.string({ unit: "grapheme", minLength: 1 }),
        type: fc.constant(type),
        role: fc.constantFrom("feature", "id", "constant", "leak", "ignored"),
        nullable: fc.boolean(),
        unit: fc.string({ unit: "grapheme" }),
        description: fc.lorem({ maxCount: 40 }),
        reason: fc.string(),
      },
      { requiredKeys: ["name", "type", "role", "nullable"] },
    )
    .chain((column) => ofType(type).map((more) => ({ ...column, ...more }) as ColumnSchema)),
)

describe("schema.yaml", () => {
  test("gives back every schema that was written", () => {
    const schemas = fc.uniqueArray(columns, { minLength: 1, maxLength: 8, selector: ({ name }) => name })
    fc.assert(
      fc.property(schemas, (list) => {
        const schema: Schema = { columns: list }
        expect(parseSchema(schemaToYaml(schema), "schema.yaml")).toEqual(schema)
      }),
    )
  })

  test("keeps words that YAML would take for something else", () => {
    const categories = [
      "yes",
      "no",
      "null",
      "~",
      "1",
      "1.0",
      "0x1",
      "2017-03-25",
      "<1H OCEAN",
      "a: b",
      "# c",
      "",
      " d ",
      "true",
    ]
    const schema: Schema = { columns: [{ name: "1", type: "category", role: "feature", nullable: false, categories }] }
    expect(parseSchema(schemaToYaml(schema), "schema.yaml")).toEqual(schema)
  })

  test("keeps the order of columns whose names are numbers", () => {
    const schema: Schema = {
      columns: ["2", "1", "a"].map((name) => ({ name, type: "number", role: "feature", nullable: true })),
    }
    expect(parseSchema(schemaToYaml(schema), "schema.yaml")).toEqual(schema)
  })

  test("writes a range and the categories on one line", () => {
    const text = schemaToYaml({
      columns: [
        { name: "age", type: "integer", role: "feature", nullable: false, range: [0, 120] },
        { name: "city", type: "category", role: "feature", nullable: false, categories: ["Bern", "Oslo"] },
      ],
    })
    expect(text).toContain("range: [0, 120]")
    expect(text).toContain("categories: [Bern, Oslo]")
  })

  test("takes a column without a role for a feature that is never missing", () => {
    expect(parseSchema("columns: [{name: a, type: number}]", "schema.yaml").columns).toEqual([
      { name: "a", type: "number", role: "feature", nullable: false },
    ])
  })

  test("says which line is not YAML", () => {
    const error = failure("columns:\n  - name: a\n    type: [number\n")
    expect([error.code, error.detail["line"]]).toEqual(["schema.not-yaml", 4])
  })

  test("suggests the key that was perhaps meant", () => {
    const error = failure("columns: [{name: a, type: number, nulable: true}]")
    expect([error.code, error.hint]).toEqual(["schema.key-unknown", 'Write "nullable" in place of "nulable"'])
    expect(error.message).toContain('column "a" in "schema.yaml"')
  })

  test.each([
    ["", "columns"],
    ["[]", "columns"],
    ["columns: 3", "columns"],
    ["columns: []", "columns"],
    ["columns: [3]", "columns"],
    ["columns: [{type: number}]", "name"],
    ["columns: [{name: 3, type: number}]", "name"],
    ["columns: [{name: a}]", "type"],
    ["columns: [{name: a, type: float}]", "type"],
    ["columns: [{name: a, type: number, role: label}]", "role"],
    ["columns: [{name: a, type: number, nullable: 1}]", "nullable"],
    ["columns: [{name: a, type: number, range: [1]}]", "range"],
    ["columns: [{name: a, type: number, range: [2, 1]}]", "range"],
    ["columns: [{name: a, type: number, range: [0, .inf]}]", "range"],
    ["columns: [{name: a, type: text, range: [0, 1]}]", "range"],
    ["columns: [{name: a, type: category, categories: [1, 2]}]", "categories"],
    ["columns: [{name: a, type: category, categories: [b, b]}]", "categories"],
    ["columns: [{name: a, type: text, categories: [b]}]", "categories"],
    ["columns: [{name: a, type: date, format: '%Y-%Q'}]", "format"],
    ["columns: [{name: a, type: text, format: '%Y'}]", "format"],
    ["columns: [{name: a, type: number, unit: 3}]", "unit"],
    ["columns: [{name: a, type: text, role: time}]", "type"],
    ["columns: [{name: a, type: text}, {name: a, type: text}]", "columns"],
    ["columns: [{name: a, type: text, role: target}, {name: b, type: text, role: target}]", "role"],
    ["columns: [{name: a, type: date, role: time}, {name: b, type: date, role: time}]", "role"],
  ])("refuses %s by its %s", (text, key) => {
    const error = failure(text)
    expect([error.code, error.message.includes(`Cannot use "${key}"`)]).toEqual(["schema.value-invalid", true])
  })

  test("refuses a key that occurs twice", () => {
    expect(failure("columns: [{name: a, type: text, type: number}]").code).toBe("schema.not-yaml")
  })
})
