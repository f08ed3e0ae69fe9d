import { expect, test } from "vitest"
import { textCutter } from "./cut-text.ts"

const commas = { delimiter: ",", quote: '"', escape: "double", comment: "", trim: false, returns: false } as const

test("a quote that is closed only behind the longest row spoils its own line, however the text is cut into pieces", () => {
  const text = `1,"${`${"x".repeat(99)}\n`.repeat(168_000)}"\n`
  for (const pieces of [[text], [text.slice(0, 16_700_000), text.slice(16_700_000)]]) {
    const cutter = textCutter(commas)
    let count = 0
    let wrong = ""
    for (const piece of pieces) {
      for (const row of cutter.push(piece)) if (count++ === 0) wrong = row.wrong ?? ""
    }
    expect([wrong, count]).toEqual(["a quote is opened and not closed", 168_000])
  }
})

test("a row of too many bytes is none", () => {
  const rows = [...textCutter(commas).push(`${"é".repeat(8_400_000)},1\n2,3\n`)]
  expect(rows.map(({ wrong }) => wrong)).toEqual(["it is longer than 16777216 bytes", undefined])
})

test("the rest of a row that is too long is no row of its own", () => {
  const cutter = textCutter(commas)
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
