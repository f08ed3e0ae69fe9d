import { existsSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { testModel } from "./fixtures/model.ts"
import { openTestServer, type TestServer } from "./fixtures/server.ts"

const chromiumPath = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find(existsSync)
if (chromiumPath === undefined)
  console.warn("SKIPPED: the form is not tried in a browser, no Chromium at the usual paths")

describe.skipIf(chromiumPath === undefined)("in a real browser", () => {
  let browser: Browser
  let numbers: TestServer
  let classes: TestServer
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath!, args: ["--no-sandbox"] })
    numbers = await openTestServer([testModel()])
    classes = await openTestServer([testModel("multiclass", ["low", "middle", "high"])])
  })
  afterAll(async () => {
    await browser.close()
    await numbers.close()
    await classes.close()
  })

  const open = async (url: string, width = 1280): Promise<{ page: Page; complaints: string[] }> => {
    const page = await browser.newPage({ viewport: { width, height: 844 } })
    page.setDefaultTimeout(5000)
    const complaints: string[] = []
    page.on("pageerror", (error) => complaints.push(error.message))
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("status of 422")) complaints.push(message.text())
    })
    await page.goto(url)
    return { page, complaints }
  }

  test("the filled-in example is predicted with the keyboard alone and the answer is announced", async () => {
    const { page, complaints } = await open(numbers.server.url)
    await page.focus("#field-0")
    for (let step = 0; step < 30 && (await focusedText(page)) !== "Predict"; step++) await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    const answer = page.locator("#answer")
    await answer.locator(".value").waitFor()
    expect(await answer.getAttribute("aria-live")).toBe("polite")
    expect(await answer.textContent()).toMatch(/price\s*-?[\d.,]+\s*EUR[\s\S]*homes version 1[\s\S]*Id/)
    expect(complaints).toEqual([])
    await page.close()
  })

  test("what is sent is what stands in the fields", async () => {
    const { page } = await open(numbers.server.url)
    await page.selectOption("#field-0", "Rome")
    await page.fill("#field-1", "2")
    await page.fill("#field-2", "80.5")
    await page.selectOption("#field-3", "")
    await page.fill("#field-4", "1960-02-29")
    await page.fill("#field-5", "2024-03-01T08:15:30")
    await page.fill("#field-6", "sea view")
    const sent = page.waitForRequest("**/predict")
    await page.click("button.main")
    expect(JSON.parse((await sent).postData()!)).toEqual({
      city: "Rome",
      rooms: 2,
      area: 80.5,
      balcony: null,
      built: "1960-02-29",
      sold: "2024-03-01T08:15:30",
      note: "sea view",
    })
    await page.close()
  })

  test("a value that is refused is marked at its field, told in words, and gets the focus", async () => {
    const { page, complaints } = await open(numbers.server.url)
    await page.fill("#field-1", "99")
    await page.fill("#field-2", "")
    await page.click("button.main")
    await page.locator("#problem-1").waitFor()
    expect(await page.locator("#problem-1").textContent()).toMatch(/Wanted a whole number from 1 to 12, got 99/)
    expect(await page.locator("#field-1").getAttribute("aria-invalid")).toBe("true")
    expect(await page.locator("#field-1").getAttribute("aria-describedby")).toContain("problem-1")
    expect(await page.locator("#answer").textContent()).toContain("2 fields need another value")
    expect(await page.evaluate("document.activeElement.id")).toBe("field-1")
    await page.click("#example")
    await page.click("button.main")
    await page.locator("#answer .value").waitFor()
    expect(await page.locator("[aria-invalid]").count()).toBe(0)
    expect(complaints).toEqual([])
    await page.close()
  })

  test("classes are shown with their probabilities, the likeliest first", async () => {
    const { page, complaints } = await open(classes.server.url)
    await page.click("button.main")
    await page.locator(".shares li").first().waitFor()
    const shares = await page.locator(".shares i").allTextContents()
    expect(shares).toHaveLength(3)
    expect(shares).toEqual(shares.toSorted((a, b) => Number.parseFloat(b) - Number.parseFloat(a)))
    expect(await page.locator(".shares b").first().textContent()).toBe(await page.locator(".value").textContent())
    expect(complaints).toEqual([])
    await page.close()
  })

  test.each(["/", "/docs"])("%s fits a phone of 390 px", async (path) => {
    const { page } = await open(numbers.server.url + path, 390)
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390)
    await page.close()
  })

  test("the API page sends the example and shows the answer", async () => {
    const { page, complaints } = await open(`${numbers.server.url}/docs`)
    for (const [path, type] of [
      ["predict"],
      ["batch_predict", "text/csv"],
      ["inference"],
      ["invocations"],
      ["health"],
    ]) {
      const form = page.locator(`form[data-path="${path}"]`)
      const block = page.locator("details.operation", { has: form })
      if ((await block.getAttribute("open")) === null) await block.locator("summary").click()
      if (type !== undefined) await form.locator(".type").selectOption(type)
      await form.locator("button").click()
      await form.locator(".reply").waitFor()
      expect([path, await form.locator(".status").textContent()]).toEqual([path, expect.stringMatching(/^200 OK/)])
    }
    expect(complaints).toEqual([])
    await page.close()
  })

  test("every control has a name for a screen reader", async () => {
    for (const path of ["/", "/docs"]) {
      const { page } = await open(numbers.server.url + path)
      const nameless = await page.evaluate(
        "[...document.querySelectorAll('input,select,textarea,button')].filter(e => !(e.labels?.length || e.textContent.trim() || e.ariaLabel)).map(e => e.outerHTML)",
      )
      expect(nameless).toEqual([])
      await page.close()
    }
  })
})

function focusedText(page: Page): Promise<unknown> {
  return page.evaluate("document.activeElement.textContent")
}
