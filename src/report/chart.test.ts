import { expect, test } from "vitest"
import { openDraw, xAxis, yAxis } from "./chart.ts"

test("words of a table that every object has are drawn as they are, and nothing is written into every object", async () => {
  const draw = await openDraw()
  const words = ["__proto__", "constructor"]
  const drawing = draw(
    {
      xAxis: xAxis("constructor", { type: "category", data: words }),
      yAxis: yAxis("points", { axisLabel: { formatter: () => "__proto__" } }),
      series: [{ type: "bar", data: [1, 2] }],
    },
    { title: "Points", caption: "by constructor", alt: "points" },
  )
  for (const word of words) expect(drawing.markup).toContain(`>${word}</text>`)
  const inherited: string[] = []
  for (const key in {}) inherited.push(key)
  expect(inherited).toEqual([])
  expect(Object.keys(Object)).toEqual([])
})
