import { expect, test } from "vitest"
import { table } from "./text-table.ts"

test("columns of numbers stand to the right, columns of words to the left", () => {
  expect(
    table(
      ["name", "rmse"],
      [
        ["one", "1.5"],
        ["three", "12.5"],
      ],
    ),
  ).toBe("name   rmse\none     1.5\nthree  12.5")
})

test("a cell with line ends stays on its line", () => {
  expect(table(["name", "type"], [["id\n(code)", "text"]])).toBe("name       type\nid (code)  text")
})
