import { describe, expect, it } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { Predicted } from "../../model/index.ts"
import type { ColumnSchema, ColumnType, Rows } from "../../schema/index.ts"
import { evaluateSettings } from "../config.ts"
import { evaluate } from "../evaluate.ts"
import type { EvaluateInput } from "../evaluate-input.ts"

const random = seededRandom(3)
const count = 60
const size = Float64Array.from({ length: count }, () => random.next() * 100)
const codes = Int32Array.from({ length: count }, (_, row) => row % 3)
const rows: Rows = {
  count,
  columns: new Map([
    ["size", { kind: "number", values: size }],
    ["town", { kind: "string", codes, words: ["near", "far", "middle"] }],
  ]),
}
const column = (name: string, type: ColumnType): ColumnSchema => ({ name, type, role: "feature", nullable: true })
const schema = { columns: [column("size", "number"), column("town", "category")] }

/** 3 x size, and 50 more in town "far". */
const townPart = (on: Rows, row: number): number => {
  const town = on.columns.get("town")
  return town?.kind === "string" && town.words[town.codes[row]!] === "far" ? 50 : 0
}
const sizePart = (on: Rows, row: number): number => {
  const found = on.columns.get("size")
  return found?.kind === "number" ? 3 * found.values[row]! : 0
}
const predictWith = (on: Rows): Predicted => ({
  values: Float64Array.from({ length: on.count }, (_, row) => sizePart(on, row) + townPart(on, row)),
  probabilities: [],
})
const input: EvaluateInput = {
  task: "regression",
  classes: [],
  truth: predictWith(rows).values,
  predicted: predictWith(rows),
  rows,
  schema,
  predictWith,
  explainWith: (on) => ({
    unit: "answer",
    exact: true,
    columns: ["town", "size"],
    of: new Int32Array(on.count),
    base: new Float64Array(on.count).fill(150),
    contributions: [
      Float64Array.from({ length: on.count }, (_, row) => townPart(on, row)),
      Float64Array.from({ length: on.count }, (_, row) => sizePart(on, row) - 150),
    ],
  }),
}
const settings = evaluateSettings.parse({ bootstrapSamples: 50 })

describe("what moves the answers", () => {
  it("is told column by column, the largest mean first, with where each value stands", () => {
    const { influence } = evaluate(input, settings, seededRandom(1))
    expect(influence!.columns.map((one) => one.column)).toEqual(["size", "town"])
    expect(influence!.rows).toBe(count)
    const [first, second] = influence!.columns
    expect(second!.mean).toBeCloseTo(50 / 3, 1)
    const byPlace = [...first!.points].sort((a, b) => a.place! - b.place!).map(({ contribution }) => contribution)
    expect(byPlace).toEqual([...byPlace].sort((a, b) => a - b))
    expect(second!.points.every(({ place }) => place === null)).toBe(true)
  })

  it("shows how the mean answer follows a column, the others staying as they are", () => {
    const { dependence } = evaluate(input, settings, seededRandom(1))
    const [bySize, byTown] = dependence
    expect(bySize!.column).toBe("size")
    const at = bySize!.at as readonly number[]
    const { means } = bySize!.curves[0]!
    for (const [place, mean] of means.entries()) expect(mean - means[0]!).toBeCloseTo(3 * (at[place]! - at[0]!), 6)
    expect(bySize!.rows).toHaveLength(15)
    const { at: towns, curves } = byTown!
    const answers = Object.fromEntries(towns.map((town, place) => [town, curves[0]!.means[place]!]))
    expect(answers["far"]! - answers["near"]!).toBeCloseTo(50, 6)
  })

  it("is left out when it is not asked for, or the model cannot tell", () => {
    const off = { ...settings, explainedRows: 0, dependenceColumns: 0 }
    expect(evaluate(input, off, seededRandom(1))).toMatchObject({ dependence: [] })
    expect(evaluate(input, off, seededRandom(1)).influence).toBeUndefined()
    const { explainWith: _, ...silent } = input
    const told = evaluate(silent, settings, seededRandom(1))
    expect(told.influence).toBeUndefined()
    expect(told.dependence.map((one) => one.column)).toEqual(["size", "town"])
  })
})
