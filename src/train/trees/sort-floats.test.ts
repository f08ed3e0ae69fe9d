import { expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { sortFloats } from "./sort-floats.ts"

test("sortFloats orders as the built-in sort does, infinities and both zeros included", () => {
  const random = seededRandom(1)
  const special = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-45, -1e-45, 3.4e38, -3.4e38]
  const values = Float32Array.from(
    { length: 20_000 },
    (_, at) => special[at] ?? random.normal() * 10 ** random.integer(30),
  )
  const expected = Float32Array.from(values).sort()
  sortFloats(values)
  expect(values).toEqual(expected)
})
