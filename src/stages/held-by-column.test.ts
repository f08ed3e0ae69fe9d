import { describe, expect, it } from "vitest"
import type { ColumnRole, Rows, Schema } from "../schema/index.ts"
import { heldByColumn } from "./held-by-column.ts"
import { splitSettings } from "./split.ts"

const schemaWith = (role: ColumnRole): Schema => ({
  columns: [
    { name: "part", type: "category", role, nullable: true },
    { name: "year", type: "integer", role, nullable: true },
    { name: "kept", type: "boolean", role, nullable: true },
  ],
})
const rows: Rows = {
  count: 4,
  columns: new Map([
    ["part", { kind: "string", codes: Int32Array.from([0, 1, -1, 1]), words: ["train", "test"] }],
    ["year", { kind: "number", values: Float64Array.from([2023, 2024, Number.NaN, 2025]) }],
    ["kept", { kind: "number", values: Float64Array.from([1, 0, 1, 0]) }],
  ]),
}
const known = Int32Array.from([0, 1, 2, 3])
const held = (given: object, role: ColumnRole = "ignored", those = known): readonly number[] => [
  ...(heldByColumn(rows, { schema: schemaWith(role), known: those }, splitSettings.parse(given)) ?? []),
]

describe("heldByColumn", () => {
  it("holds out rows whose value is a named one, be it a word, a number or a boolean; a missing value trains", () => {
    expect(held({ column: "part" })).toEqual([0, 1, 0, 1])
    expect(held({ column: "year", heldOut: [2024, 2025] })).toEqual([0, 1, 0, 1])
    expect(held({ column: "kept", heldOut: [false] })).toEqual([0, 1, 0, 1])
    expect(heldByColumn(rows, { schema: schemaWith("ignored"), known }, splitSettings.parse({}))).toBeUndefined()
  })

  it("tells of the rows it is asked for only", () => {
    expect(held({ column: "part" }, "ignored", Int32Array.from([1, 2]))).toEqual([1, 0])
  })

  it("refuses a column that is not there, one a model would read, and one that leaves a side without rows", () => {
    const refusal = (code: string) => expect.objectContaining({ code })
    expect(() => held({ column: "parts" })).toThrow(refusal("stages.split-column-unknown"))
    expect(() => held({ column: "part" }, "feature")).toThrow(refusal("stages.split-column-read"))
    expect(() => held({ column: "part", heldOut: ["Test"] })).toThrow(
      'wanted some rows with "Test" and some without, but none have it; found "train", "test", ""',
    )
    expect(() => held({ column: "part", heldOut: ["test", "train", ""] })).toThrow(refusal("stages.split-holds-none"))
  })
})
