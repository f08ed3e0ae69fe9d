import { expect, it } from "vitest"
import type { Rows, Schema } from "../schema/index.ts"
import { weightsOf } from "./target.ts"

const schema: Schema = {
  columns: [
    { name: "x", type: "number", role: "feature", nullable: false },
    { name: "times", type: "number", role: "weight", nullable: false },
  ],
}
const rowsOf = (times: readonly number[]): Rows => ({
  count: times.length,
  columns: new Map([["times", { kind: "number", values: Float64Array.from(times) }]]),
})

it("rows are weighed by the column with the role weight, where they hold it", () => {
  expect(weightsOf(rowsOf([1, 0, 2.5]), schema)).toEqual(Float64Array.of(1, 0, 2.5))
  expect(weightsOf({ count: 3, columns: new Map() }, schema)).toBeUndefined()
  expect(weightsOf(rowsOf([1]), { columns: schema.columns.slice(0, 1) })).toBeUndefined()
})

it.each([[[1, -2]], [[1, Number.NaN]], [[1, Number.POSITIVE_INFINITY]], [[0, 0]]])("%j weighs no rows", (times) => {
  expect(() => weightsOf(rowsOf(times), schema)).toThrow('Cannot weigh rows by "times"')
})
