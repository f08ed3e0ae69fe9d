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

test.each([
  [[0, 1e-5], "0.000006"],
  [[0, 1e-27], "3.00e-28"],
  [[0, 1e-310], "3.00e-311"],
  [[1e-5, 1e-5 + 1e-20], "1.00e-5"],
  [[0, 1e300], "3.000e+299"],
  [[-1.7e308, 1.7e308], "1.000e+308"],
] as const)("numbers between %j are drawn, and the marks say them", async ([low, high], mark) => {
  const draw = await openDraw()
  const data = [low, low / 2 + high / 2, high].map((value, index) => [value, index])
  const option = { xAxis: xAxis("x"), yAxis: yAxis("y"), series: [{ type: "line", data }] }
  expect(draw(option, { title: "", caption: "", alt: "" }).markup).toContain(`>${mark}</text>`)
})
