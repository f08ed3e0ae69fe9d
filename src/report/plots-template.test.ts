import { expect, test } from "vitest"
import { plotsInTemplate } from "./plots-template.ts"

const chart = {
  title: "loss <of> it",
  form: "line" as const,
  xLabel: "step",
  yLabel: "loss",
  series: [{ name: "workspace", points: [[0, 1] as const, [1, 0.5] as const] }],
}

test("a page of a person's own has the drawings where it wants them, and needs no script for them", async () => {
  const page = { text: "<body>{scripts}<h1>$& mine</h1>{plot_divs}</body>", path: "page.html" }
  const picture = { title: "p.png", revision: "main", source: "data:image/png;base64,AAAA" }
  const filled = await plotsInTemplate(page, [chart], [picture])
  expect(filled).toMatch(/^<body><h1>\$& mine<\/h1><div><h2>loss &#?\w+;of&#?\w+; it<\/h2><svg /)
  expect(filled).toContain('<img src="data:image/png;base64,AAAA"')
  expect(filled).not.toContain("script")
})

test("a page without a place for plots is refused", async () => {
  await expect(plotsInTemplate({ text: "<body></body>", path: "page.html" }, [chart], [])).rejects.toMatchObject({
    code: "report.template-without-plots",
  })
})
