import fc from "fast-check"
import { expect, it } from "vitest"
import { runNameOf } from "./run-name.ts"

it("makes an adjective, a noun and a number of any id, the same each time", () => {
  const id = fc.stringMatching(/^[0-9a-f]{32}$/)
  fc.assert(
    fc.property(id, (hex) => {
      expect(runNameOf(hex)).toMatch(/^[a-z]+-[a-z]+-\d{1,3}$/)
      expect(runNameOf(hex)).toBe(runNameOf(hex))
    }),
  )
})
