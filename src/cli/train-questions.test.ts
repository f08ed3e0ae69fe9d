import { expect, test } from "vitest"
import { parseGrid } from "./train-questions.ts"

test("a grid is read from name=value,value with spaces between names, and nothing is an empty grid", () => {
  expect(parseGrid("leaves=15,31  learningRate=0.05 loss=absolute,squared")).toEqual({
    leaves: [15, 31],
    learningRate: [0.05],
    loss: ["absolute", "squared"],
  })
  expect(parseGrid("")).toEqual({})
})

test.each(["leaves", "leaves=", "=3", "leaves=1=2", "leaves=,"])("%s is no grid", (line) => {
  expect(parseGrid(line)).toBeUndefined()
})
