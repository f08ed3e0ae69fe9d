import { expect, test } from "vitest"
import { textCutter } from "./cut-text.ts"

test("the rest of a row that is too long is no row of its own", () => {
  const cutter = textCutter({ delimiter: ",", quote: '"', escape: "double", comment: "", trim: false, returns: false })
  const block = "x".repeat(1 << 20)
  const rows = ["a,b\n", ...Array.from({ length: 17 }, () => block), ",1\r\nc,d\n"].flatMap((text) => [
    ...cutter.push(text),
  ])
  expect([...rows, ...cutter.end()].map(({ cells, line, wrong }) => [wrong ?? cells, line])).toEqual([
    [["a", "b"], 1],
    ["it is longer than 16777216 characters", 2],
    [["c", "d"], 3],
  ])
})
