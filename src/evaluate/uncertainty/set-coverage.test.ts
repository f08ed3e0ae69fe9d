import { expect, it } from "vitest"
import { measureSetCoverage } from "./set-coverage.ts"

const classes = ["a", "b", "c"]
const truth = Float64Array.from({ length: 50 }, (_, row) => (row < 20 ? 0 : row < 40 ? 1 : 2))

it("counts the rows whose set holds their truth, and names the class that comes off worst among those with enough rows", () => {
  const sets = Array.from(truth, (label, row) => (label === 1 && row % 2 === 0 ? [0] : [label, 0]))
  const found = measureSetCoverage({ truth, classes }, (share) => (share > 0.9 ? undefined : sets), 0.95)
  expect(found.map(({ share }) => share)).toEqual([0.5, 0.8, 0.9])
  expect(found[0]).toMatchObject({ held: 0.8, meanSize: 1.8, single: 0.2, worst: { label: "b", rows: 20, held: 0.5 } })
})

it("names no class where none has enough rows", () => {
  const [first] = measureSetCoverage({ truth: truth.slice(0, 10), classes }, () => Array(10).fill([0]), 0.95)
  expect(first).not.toHaveProperty("worst")
})
