import { expect, test } from "vitest"
import type { Encoder, Matrix } from "../feature/index.ts"
import { directFeatures } from "./monotone.ts"

const number = (column: string) =>
  ({ kind: "number", source: { kind: "column", column }, offset: 0, raw: true, scalings: [], flag: false }) as const
const features = [
  { name: "a", from: ["a"], use: "both" },
  { name: "b", from: ["b"], use: "both" },
  { name: "a / b", from: ["a", "b"], use: "both" },
] as const
const encoder: Encoder = {
  inputs: [
    { name: "a", kind: "number", typical: 1 },
    { name: "b", kind: "number", typical: 1 },
    { name: "word", kind: "string", typical: "x" },
  ],
  features,
  blocks: [number("a"), number("b"), { ...number("a"), source: { kind: "ratio", top: "a", bottom: "b" } }],
  dropped: [],
}
const matrix: Matrix = { rows: 2, features, columns: [1, 2, 3].map((value) => Float32Array.of(value, -value)) }

test("features take the direction of their column, and those that may go either way are held still and named", () => {
  const directed = directFeatures({ encoder, matrix }, { a: "decreasing" })
  expect(directed.directions).toEqual(Int8Array.of(-1, 0, 0))
  expect(directed.matrix.columns).toEqual([matrix.columns[0], matrix.columns[1], new Float32Array(2)])
  expect(directed.notes).toEqual(["a feature is not used, so that train.monotone is kept: a / b"])
})

test("without a direction nothing changes", () => {
  expect(directFeatures({ encoder, matrix }, {})).toEqual({ matrix, notes: [] })
})

test("columns that are not read, and words, are refused", () => {
  expect(() => directFeatures({ encoder, matrix }, { c: "increasing" })).toThrow('the model reads a, b, word, not "c"')
  expect(() => directFeatures({ encoder, matrix }, { word: "increasing" })).toThrow("it holds words")
})
