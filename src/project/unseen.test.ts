import { expect, test } from "vitest"
import type { Rows, Schema } from "../schema/index.ts"
import { unseenCategories } from "./unseen.ts"

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
  expect(unseenCategories(schema, rowsOf(["Bern", "Genf", "Chur"], [0, 1, 1, 2, -1]))).toEqual([
    'column "city" has categories that training never saw in 3 of 5 rows, such as "Genf", "Chur"',
  ])
})

test("known categories, missing values and words that no row has are not told", () => {
  expect(unseenCategories(schema, rowsOf(["Bern", "Basel", "Genf"], [0, 1, -1]))).toEqual([])
})
