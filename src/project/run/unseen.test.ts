import { expect, test } from "vitest"
import type { Column, Rows, Schema } from "../../schema/index.ts"
import { unseenValues } from "./unseen.ts"

const schema: Schema = {
  columns: [
    { name: "city", type: "category", role: "feature", nullable: true, categories: ["Bern", "Basel"] },
    { name: "street", type: "category", role: "feature", nullable: true },
    { name: "owner", type: "category", role: "ignored", nullable: true, categories: ["me"] },
  ],
}

const rowsOf = (words: readonly string[], codes: readonly number[]): Rows => {
  const column = { kind: "string", words, codes: Int32Array.from(codes) } as const
  return { count: codes.length, columns: new Map(["city", "street", "owner"].map((name) => [name, column])) }
}

test("categories that training never saw are counted, of inputs whose categories are known", () => {
  expect(unseenValues(schema, rowsOf(["Bern", "Genf", "Chur"], [0, 1, 1, 2, -1]))).toEqual([
    'column "city" has categories that training never saw in 3 of 5 rows, such as "Genf", "Chur"',
  ])
})

test("known categories, missing values and words that no row has are not told", () => {
  expect(unseenValues(schema, rowsOf(["Bern", "Basel", "Genf"], [0, 1, -1]))).toEqual([])
})

test("gaps and numbers that the schema does not allow are counted", () => {
  const feature = { role: "feature" } as const
  const area: Schema = {
    columns: [
      { ...feature, name: "area", type: "number", nullable: false, range: [0, 100] },
      { ...feature, name: "rooms", type: "integer", nullable: true, range: [1, 9] },
      { ...feature, name: "city", type: "category", nullable: false },
    ],
  }
  const numbers = { kind: "number", values: Float64Array.of(5, Number.NaN, 101, 9) } as const
  const words = { kind: "string", words: ["Bern"], codes: Int32Array.of(0, -1, -1, 0) } as const
  const columns = new Map<string, Column>([
    ["area", numbers],
    ["rooms", numbers],
    ["city", words],
  ])
  expect(unseenValues(area, { count: 4, columns })).toEqual([
    'column "area" is missing in 1 of 4 rows, which the model\'s schema does not allow',
    'column "area" is outside of the range of the model\'s schema, 0 to 100, in 1 of 4 rows, such as 101',
    'column "rooms" is outside of the range of the model\'s schema, 1 to 9, in 1 of 4 rows, such as 101',
    'column "city" is missing in 2 of 4 rows, which the model\'s schema does not allow',
  ])
})
