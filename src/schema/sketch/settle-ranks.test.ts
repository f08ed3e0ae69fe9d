import fc from "fast-check"
import { expect, test } from "vitest"
import { settleRanks } from "./settle-ranks.ts"

test("wanted ranks hold what a sort puts there", () => {
  const values = fc.array(
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 0, max: 5 })),
    {
      minLength: 1,
      maxLength: 400,
    },
  )
  fc.assert(
    fc.property(values, fc.array(fc.nat(), { maxLength: 5 }), (given, places) => {
      const ranks = places.map((place) => place % given.length).sort((a, b) => a - b)
      const settled = Float64Array.from(given, (value) => value + 0)
      const sorted = settled.toSorted()
      settleRanks(settled, ranks)
      expect(ranks.map((rank) => settled[rank])).toEqual(ranks.map((rank) => sorted[rank]))
      expect(settled.toSorted()).toEqual(sorted)
    }),
  )
})

test("a long run of one value, an ascending and a descending one are settled in no time", () => {
  for (const at of [() => 7, (row: number) => row, (row: number) => -row]) {
    const values = Float64Array.from({ length: 300_000 }, (_, row) => at(row))
    const sorted = values.toSorted()
    settleRanks(values, [0, 150_000, 299_999])
    expect([values[0], values[150_000], values[299_999]]).toEqual([sorted[0], sorted[150_000], sorted[299_999]])
  }
})
