import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { errorOf, schemaOf, useScratch } from "../scratch.test-support.ts"
import { type CompareOptions, compareTables, type TableComparison } from "./compare.ts"

const scratch = useScratch()
let count = 0

async function compare(before: string, after: string, options: Partial<CompareOptions> = {}) {
  const files = {
    before: [await scratch.put(`before-${count}.csv`, before)],
    after: [await scratch.put(`after-${count++}.csv`, after)],
  }
  return compareTables(files, { ...scratch.options(), ...options })
}

const comparisonOf = async (
  before: string,
  after: string,
  options: Partial<CompareOptions> = {},
): Promise<TableComparison> => (await compare(before, after, options)).comparison

const customers = "customer_id,city,age\n1,Paris,30\n2,Rome,41\n3,Oslo,55\n"

describe("compareTables", () => {
  it("matches rows by the id that both tables have and names the values that changed", async () => {
    const { rows } = await comparisonOf(customers, "customer_id,city,age\n4,Bern,20\n3,Oslo,56\n2,Rome,41\n")
    expect(rows).toMatchObject({ by: "id", id: ["customer_id"], added: 1, removed: 1, changed: 1, unchanged: 1 })
    expect(rows.changedColumns).toEqual([{ column: "age", rows: 1 }])
    expect(rows.examples).toEqual([
      { kind: "removed", row: 1, values: { customer_id: 1, city: "Paris", age: 30 } },
      { kind: "added", row: 1, values: { customer_id: 4, city: "Bern", age: 20 } },
      { kind: "changed", row: 2, id: { customer_id: 3 }, changes: [{ column: "age", before: 55, after: 56 }] },
    ])
  })

  it("tells a value that went missing from one that stayed missing", async () => {
    const { rows, schema } = await comparisonOf("row_id,a,b\n1,1,\n2,2,5\n3,3,6\n", "row_id,a,b\n1,1,\n2,,5\n3,3,6\n")
    expect(rows).toMatchObject({ changed: 1, unchanged: 2, changedColumns: [{ column: "a", rows: 1 }] })
    expect(schema.nullable).toEqual([{ column: "a", before: false, after: true }])
  })

  it("matches equal rows as often as they occur where no column names a row", async () => {
    const { rows } = await comparisonOf("x,y\n1,a\n1,a\n1,a\n2,b\n", "x,y\n2,b\n1,a\n3,c\n2,b\n")
    expect(rows).toMatchObject({ by: "content", id: [], added: 2, removed: 2, changed: 0, unchanged: 2 })
    expect(rows.examples).toEqual([
      { kind: "removed", row: 1, values: { x: 1, y: "a" } },
      { kind: "added", row: 1, values: { x: 2, y: "b" } },
      { kind: "added", row: 3, values: { x: 3, y: "c" } },
    ])
  })

  it("takes several columns as the id when they are named", async () => {
    const { rows } = await comparisonOf(
      "day,shop,sold\n1,a,5\n1,b,6\n2,a,7\n",
      "shop,day,sold\na,1,5\nb,1,9\na,2,7\n",
      {
        id: ["shop", "day"],
      },
    )
    expect(rows).toMatchObject({ by: "id", changed: 1, unchanged: 2, added: 0, removed: 0 })
    expect(rows.examples).toEqual([
      { kind: "changed", row: 2, id: { shop: "b", day: 1 }, changes: [{ column: "sold", before: 6, after: 9 }] },
    ])
  })

  it("refuses an id that is not there, is missing in a row or comes twice", async () => {
    expect((await errorOf(compare(customers, customers, { id: ["costumer_id"] }))).message).toMatch(/"customer_id"/)
    const twice = await errorOf(
      compare(customers, "customer_id,city,age\n1,Paris,30\n1,Rome,4\n,Oslo,5\n", { id: ["customer_id"] }),
    )
    expect(twice).toMatchObject({ code: "table.compare-id-repeats", detail: { which: "second", rows: 2 } })
  })

  it("refuses tables without a common column", async () => {
    expect(await errorOf(compare(customers, "x,y\n1,2\n"))).toMatchObject({ code: "table.compare-nothing-shared" })
  })

  it("says which columns came, went, changed their type or their order", async () => {
    const { schema, rows } = await comparisonOf("a,b,c,d\n1,x,1.5,2\n2,y,2.5,3\n", "e,c,b,a\n7,high,x,1\n8,low,y,2\n")
    expect(schema).toMatchObject({
      added: [{ column: "e", type: "integer" }],
      removed: [{ column: "d", type: "integer" }],
      retyped: [{ column: "c", before: "number", after: "category" }],
      reordered: true,
    })
    expect(rows).toMatchObject({ by: "content", added: 2, removed: 2 })
  })

  it("takes a number and the same number written as text for equal", async () => {
    const { rows, schema } = await comparisonOf("a,b\n1,1.5\n2,2.5\n3,3.5\n", "a,b\n1,1.50\n2,2.5\n3,about 3\n")
    expect(schema.retyped).toEqual([{ column: "b", before: "number", after: "category" }])
    expect(rows).toMatchObject({ added: 1, removed: 1, unchanged: 2 })
  })

  it("names the words of a category that came and went", async () => {
    const lines = (words: readonly string[]): string =>
      `k,n\n${words.map((word, row) => `${word},${row % 3}`).join("\n")}\n`
    const words = (list: string): readonly string[] =>
      Array.from({ length: 60 }, (_none, row) => list[row % list.length]!)
    const { schema } = await comparisonOf(lines(words("abc")), lines(words("bcde")))
    expect(schema.categories).toEqual([{ column: "k", added: ["d", "e"], removed: ["a"] }])
  })

  it("sees that values moved, and not where they did not", async () => {
    const table = (shift: number): string =>
      `moved,still\n${Array.from({ length: 400 }, (_none, row) => `${((row * 37) % 101) + shift},${(row * 53) % 97}`).join("\n")}\n`
    const { columns, drift } = await comparisonOf(table(0), table(60))
    expect(drift.columns.map(({ column, drifted }) => [column, drifted])).toEqual([
      ["moved", true],
      ["still", false],
    ])
    expect(columns[0]).toMatchObject({ column: "moved", before: { min: 0 }, after: { min: 60 } })
  })

  it("ranks what the columns tell of the target", async () => {
    const lines = Array.from(
      { length: 300 },
      (_none, row) => `${(row * 31) % 89},${(row * 37) % 101},${((row * 37) % 101) * 2 + 1}`,
    )
    const table = `noise,cause,y\n${lines.join("\n")}\n`
    const { information } = await comparisonOf(table, table, { target: "y" })
    expect(information[0]).toMatchObject({ column: "cause", aboveChance: true })
    expect((await comparisonOf(table, table)).information).toEqual([])
  })

  it("hands out rows as a schema wants them", async () => {
    const { rows } = await compare(customers, customers, { rowsOf: schemaOf({ age: "number" }) })
    expect(rows?.after.columns.get("age")).toEqual({ kind: "number", values: Float64Array.of(30, 41, 55) })
  })

  it("counts as a comparison of the multisets by hand does", async () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom("a", "b", ""))
    const table = fc.array(row, { minLength: 1, maxLength: 12 })
    const text = (rows: readonly (readonly [number, string])[]): string =>
      `n,w\n${rows.map(([n, w]) => `${n},${w}`).join("\n")}\n`
    await fc.assert(
      fc.asyncProperty(table, table, async (before, after) => {
        const left = after.map(String)
        const same = before.map(String).filter((one) => {
          const at = left.indexOf(one)
          if (at >= 0) left.splice(at, 1)
          return at >= 0
        }).length
        const { rows } = await comparisonOf(text(before), text(after))
        expect(rows).toMatchObject({ unchanged: same, removed: before.length - same, added: left.length })
      }),
      { numRuns: 15 },
    )
  })
})
