import { expect, test } from "vitest"
import { decodeInvocation } from "./invocations.ts"

const names = ["a", "b"]
const rows = [
  { a: 1, b: "x" },
  { a: 2, b: "y" },
]

test.each([
  [
    "dataframe_split",
    {
      columns: ["b", "a"],
      index: [0, 1],
      data: [
        ["x", 1],
        ["y", 2],
      ],
    },
  ],
  ["dataframe_records", rows],
  ["instances", rows],
  [
    "instances",
    [
      [1, "x"],
      [2, "y"],
    ],
  ],
  ["inputs", { a: [1, 2], b: ["x", "y"] }],
  [
    "inputs",
    [
      [1, "x"],
      [2, "y"],
    ],
  ],
])("%s gives the rows", (shape, content) => {
  expect(decodeInvocation({ [shape]: content }, names)).toEqual(rows)
})

test("empty params are taken, others refused", () => {
  expect(decodeInvocation({ instances: rows, params: {} }, names)).toEqual(rows)
  expect(() => decodeInvocation({ instances: rows, params: { k: 1 } }, names)).toThrow(/wanted no params/)
})

test.each([
  [rows, /wanted an object with exactly one of .*, an array came/],
  [{}, /{} came/],
  [{ instances: rows, inputs: rows }, /instances, inputs came/],
  [{ messages: [] }, /messages came/],
  [{ instances: 3 }, /"instances" to be an array of rows, a number came/],
  [{ instances: [[1]] }, /row 0 to have 2 values \(a, b\), 1 value came/],
  [{ inputs: { a: [1], b: [] } }, /column "b" to have 1 values, 0 came/],
  [{ inputs: { a: 1 } }, /column "a" to be an array, a number came/],
  [{ dataframe_split: { columns: ["a", "a"], data: [] } }, /each column once, "a" twice came/],
  [{ dataframe_split: { columns: ["a"], data: [[1], 2] } }, /row 1 to be an array of 1 values, a number came/],
  [{ dataframe_split: { columns: ["a"], data: [], extra: 1 } }, /the unknown key "extra" came/],
])("a body of another shape says what is wanted: %j", (body, message) => {
  expect(() => decodeInvocation(body, names)).toThrow(message)
})
