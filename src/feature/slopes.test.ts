import { expect, test } from "vitest"
import type { Encoder, NumberSource } from "./encoder.ts"
import { slopesAlong } from "./slopes.ts"

const scaling = { shape: "log", fill: 0, low: -1, high: 1, mean: 0, deviation: 1 } as const
const number = (source: NumberSource, flag = false) =>
  ({ kind: "number", source, offset: 0, raw: true, scalings: [scaling], flag }) as const

const encoder = {
  inputs: [],
  features: [],
  dropped: [],
  blocks: [
    number({ kind: "column", column: "income" }, true),
    number({ kind: "column", column: "age" }),
    number({ kind: "ratio", top: "income", bottom: "age" }),
    number({ kind: "elapsed", from: "start", to: "end" }),
    number({ kind: "datePart", column: "start", part: "hour" }),
    {
      kind: "category",
      source: { kind: "numbers", of: { kind: "column", column: "income" }, levels: [1] },
      oneHot: [0],
      tables: [[1, 2, 3]],
    },
    { kind: "text", column: "words", buckets: 2 },
  ],
} as const satisfies Encoder

const either = undefined

test.each([
  ["income", [1, 1, 0, 0, 0, either, either, 0, 0, 0, 0, either, either, 0, 0]],
  ["age", [0, 0, 0, 1, 1, either, either, 0, 0, 0, 0, 0, 0, 0, 0]],
  ["start", [0, 0, 0, 0, 0, 0, 0, -1, -1, either, either, 0, 0, 0, 0]],
  ["end", [0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]],
  ["words", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, either, either]],
] as const)("features rise, fall, stay or do either while %s grows", (column, slopes) => {
  expect(slopesAlong(encoder, column)).toEqual(slopes)
})
