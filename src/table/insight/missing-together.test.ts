import { expect, test } from "vitest"
import type { Column, Rows, Schema } from "../../schema/index.ts"
import { missingTogether } from "./missing-together.ts"

const count = 100

const numbers = (isMissing: (row: number) => boolean) => ({
  kind: "number" as const,
  values: Float64Array.from({ length: count }, (_, row) => (isMissing(row) ? Number.NaN : row)),
})

const words = (isMissing: (row: number) => boolean) => ({
  kind: "string" as const,
  codes: Int32Array.from({ length: count }, (_, row) => (isMissing(row) ? -1 : 0)),
  words: ["a"],
})

test("columns whose values are missing in the same rows are a group, others are none", () => {
  const rows: Rows = {
    count,
    columns: new Map<string, Column>([
      ["a", numbers((row) => row < 40)],
      ["b", words((row) => row < 39)],
      ["c", numbers((row) => row >= 60)],
      ["d", numbers((row) => row % 10 === 0)],
      ["e", words((row) => row % 10 === 0)],
      ["f", numbers(() => false)],
      ["g", numbers(() => true)],
    ]),
  }
  const schema: Schema = {
    columns: [..."abcdefg"].map((name) => ({ name, type: "number", role: "feature", nullable: true })),
  }
  expect(missingTogether(rows, schema)).toEqual([
    { columns: ["a", "b"], share: 0.39 },
    { columns: ["d", "e"], share: 0.1 },
  ])
})
