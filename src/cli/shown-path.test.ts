import { expect, test } from "vitest"
import { shownPath } from "./shown-path.ts"

test("a path in the current folder is short, any other whole", () => {
  expect(shownPath("/home/ada/taxi/reports/explore.html", "/home/ada")).toBe("taxi/reports/explore.html")
  expect(shownPath("/home/ada", "/home/ada")).toBe(".")
  expect(shownPath("/tmp/p.csv", "/home/ada")).toBe("/tmp/p.csv")
})
