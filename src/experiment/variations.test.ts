import { expect, test } from "vitest"
import { variationsOf } from "./variations.ts"

test("without several values there is one variation", () => {
  expect(variationsOf(["train.lr=0.1", "params.json:deep=[1,2]", "+new=null", "~old", "++any='1,2'"])).toEqual([
    [
      { key: "train.lr", kind: "set", value: 0.1 },
      { file: "params.json", key: "deep", kind: "set", value: [1n, 2n] },
      { key: "new", kind: "add", value: null },
      { key: "old", kind: "remove" },
      { key: "any", kind: "put", value: "1,2" },
    ],
  ])
})

test("several values are combined, the last key varying the fastest", () => {
  const values = variationsOf(["a=1,2", "b=choice(x,[1,2])"]).map((changes) => changes.map(({ value }) => value))
  expect(values).toEqual([
    [1n, "x"],
    [1n, [1n, 2n]],
    [2n, "x"],
    [2n, [1n, 2n]],
  ])
})

test("a range goes from its first value to below its last, as Python's", () => {
  const valuesOfRange = (text: string): unknown => variationsOf([`a=${text}`]).map(([change]) => change?.value)
  expect(valuesOfRange("range(1,7,2)")).toEqual([1n, 3n, 5n])
  expect(valuesOfRange("range(3)")).toEqual([0n, 1n, 2n])
  expect(valuesOfRange("range(0,1,0.25)")).toEqual([0, 0.25, 0.5, 0.75])
  expect(valuesOfRange("range(0,0.3,0.1)")).toEqual([0, 0.1, 0.2])
  expect(valuesOfRange("range(3,0,-1)")).toEqual([3n, 2n, 1n])
})

test("what is no change of a parameter is refused with its text", () => {
  for (const text of ["lr", "=1", "a..b=1", "a=range(1,1)", "a=range(x)", "a=[1", "a=range(1,2,0)"])
    expect(() => variationsOf([text]), text).toThrow(
      expect.objectContaining({ code: "experiment.parameter-malformed" }),
    )
  expect(() => variationsOf(["a=range(100000)"])).toThrow(
    expect.objectContaining({ code: "experiment.sweep-too-large" }),
  )
  expect(() => variationsOf(["a=range(200)", "b=range(200)"])).toThrow(/40000 experiments/)
})
