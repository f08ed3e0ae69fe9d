import { validate, version } from "uuid"
import { expect, test } from "vitest"
import { openIds } from "./new-id.ts"

test("ids are UUIDv7, sort in the order they were made, and never repeat, even while the clock stands or goes back", () => {
  let reads = 0
  const newId = openIds({ now: () => 1_700_000_000_000 - (reads++ > 500 ? 5 : 0), elapsed: () => 0 })
  const ids = Array.from({ length: 2000 }, newId)
  expect(new Set(ids).size).toBe(2000)
  expect(ids.toSorted()).toEqual(ids)
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true)
})

test("an id holds its millisecond", () => {
  const id = openIds({ now: () => 0x0190163d8694, elapsed: () => 0 })()
  expect(id.startsWith("0190163d-8694-7")).toBe(true)
})
