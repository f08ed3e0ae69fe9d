import { expect, test } from "vitest"
import { fewLines } from "./tell-notes.ts"

test("of many lines the first twenty are shown, and how many are left out", () => {
  const lines = Array.from({ length: 1023 }, (_, line) => `line ${line}`)
  expect(fewLines(lines.slice(0, 20), (more) => `${more} more`)).toEqual(lines.slice(0, 20))
  expect(fewLines(lines, (more) => `${more} more`)).toEqual([...lines.slice(0, 20), "1,003 more"])
})
