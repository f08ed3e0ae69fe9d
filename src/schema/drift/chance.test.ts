import { expect, test } from "vitest"
import { jensenShannon } from "../statistics/distance.ts"
import { chanceOf } from "./chance.ts"

test("the same tables give the same chances, whether they are the first that are compared or not", () => {
  const counts = { reference: [5, 3, 2, 1, 40, 7], referenceRows: 58, currentRows: 30 }
  const chances = (): readonly number[] => {
    const { above, critical } = chanceOf({ ...counts, statistic: jensenShannon, power: 1 })
    return [above(0.2), above(0.35), critical(0.05), critical(0.01)]
  }
  const first = chances()
  expect(chances()).toEqual(first)
  expect(chances()).toEqual(first)
})
