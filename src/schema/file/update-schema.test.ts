import { describe, expect, it } from "vitest"
import type { ColumnSchema } from "../column.ts"
import type { ColumnFacts } from "../infer/facts.ts"
import { diffFacts, diffSchemas } from "./diff-schemas.ts"
import { parseSchema } from "./schema-file.ts"
import { updateSchemaYaml } from "./update-schema.ts"

const reviewed = `# ours, reviewed in May
columns:
  # what we sell
  - name: price
    type: number
    role: target
    nullable: false
    range: [0, 10] # as the shop allows
    unit: EUR
    description: in the shop
  - name: gone
    type: text
    role: ignored
  - name: city
    type: category
    role: feature
    nullable: true
    categories: [Bern, Oslo]
    pattern: ^[A-Z]
`

const inferred: readonly ColumnSchema[] = [
  { name: "city", type: "category", role: "feature", nullable: true, categories: ["Bern", "Oslo", "Rome"] },
  { name: "price", type: "number", role: "feature", nullable: true, range: [0, 10], unit: "EUR" },
  { name: "new", type: "boolean", role: "feature", nullable: false, format: "ja/nein" },
]

describe("updateSchemaYaml", () => {
  const text = updateSchemaYaml(reviewed, { columns: inferred }, "schema.yaml")

  it("keeps comments, roles, patterns and descriptions, and takes types, gaps and categories from the table", () => {
    expect(text).toContain("# ours, reviewed in May")
    expect(text).toContain("# what we sell\n  - name: price")
    expect(text).toContain("range: [0, 10] # as the shop allows")
    expect(parseSchema(text, "schema.yaml").columns).toEqual([
      { ...inferred[0], pattern: "^[A-Z]" },
      { ...inferred[1], role: "target", description: "in the shop" },
      inferred[2],
    ])
  })

  it("changes nothing the second time", () => {
    expect(updateSchemaYaml(text, { columns: inferred }, "schema.yaml")).toBe(text)
  })
})

describe("diffSchemas", () => {
  it("names columns that came and went, and every key that changed", () => {
    const changes = diffSchemas(parseSchema(reviewed, "schema.yaml"), { columns: inferred })
    expect(changes.map(({ column, change, key }) => [column, change, key])).toEqual([
      ["gone", "removed", null],
      ["city", "changed", "categories"],
      ["city", "changed", "pattern"],
      ["price", "changed", "role"],
      ["price", "changed", "nullable"],
      ["price", "changed", "description"],
      ["new", "added", null],
    ])
  })
})

describe("diffFacts", () => {
  const schema = parseSchema(reviewed, "schema.yaml")
  const facts = (name: string, more: Partial<ColumnFacts>): ColumnFacts => ({
    ...{ name, type: "number", rows: 10, missing: 0, distinct: 2, allUnique: false, examples: [] },
    ...more,
  })

  it("tells only what a table contradicts", () => {
    const same = [
      facts("price", { min: 1, max: 9 }),
      facts("city", { type: "string", words: [{ word: "Bern", count: 10 }] }),
    ]
    expect(diffFacts(schema, { columns: inferred.slice(0, 2) }, same).map(({ column, key }) => [column, key])).toEqual([
      ["gone", null],
    ])
    const other = [
      facts("price", { min: 1, max: 11, missing: 1 }),
      facts("city", { type: "string", words: [{ word: "Rome", count: 10 }] }),
    ]
    expect(diffFacts(schema, { columns: inferred.slice(0, 2) }, other).slice(1)).toEqual([
      {
        column: "city",
        change: "changed",
        key: "categories",
        before: ["Bern", "Oslo"],
        after: ["Bern", "Oslo", "Rome"],
      },
      { column: "price", change: "changed", key: "nullable", before: false, after: true },
      { column: "price", change: "changed", key: "range", before: [0, 10], after: [1, 11] },
    ])
  })
})
