import { expect, test } from "vitest"
import type { Column, Rows, Schema } from "../schema/index.ts"
import { targetOf } from "./target.ts"

const schema: Schema = { columns: [{ name: "answer", type: "category", role: "target", nullable: false }] }
const rowsOf = (column: Column, count: number): Rows => ({ count, columns: new Map([["answer", column]]) })
const words = (codes: readonly number[], list: readonly string[]): Rows =>
  rowsOf({ kind: "string", codes: Int32Array.from(codes), words: list }, codes.length)

test("classes are sorted by code points, numbers by size, and a missing target is NaN", () => {
  expect(targetOf(words([1, 0, -1], ["yes", "no"]), { name: "answer", task: "binary", schema })).toEqual({
    classes: ["no", "yes"],
    values: Float64Array.from([0, 1, Number.NaN]),
  })
  const numbers = rowsOf({ kind: "number", values: Float64Array.from([10, 9, 2]) }, 3)
  expect(targetOf(numbers, { name: "answer", task: "multiclass", schema }).classes).toEqual(["2", "9", "10"])
})

test("a trained model's class order counts, and a class it does not know is an error that names it", () => {
  const given = { name: "answer", task: "binary", schema, classes: ["yes", "no"] } as const
  expect([...targetOf(words([0, 1], ["no", "yes"]), given).values]).toEqual([1, 0])
  expect(() => targetOf(words([0], ["maybe"]), given)).toThrow(/"maybe": the model knows yes, no/)
})

test("a regression target that holds words, or is not there, is an error that says which", () => {
  expect(() => targetOf(words([0], ["red"]), { name: "answer", task: "regression", schema })).toThrow(
    /the column holds words/,
  )
  expect(() => targetOf(words([0], ["red"]), { name: "price", task: "regression", schema })).toThrow(
    /the rows have answer/,
  )
})
