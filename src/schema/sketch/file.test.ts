import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { detectDrift } from "../drift/drift.ts"
import type { Rows } from "../rows.ts"
import { readSketch } from "./file.ts"
import { sketchRows } from "./sketch.ts"

const firstFormat: unknown = JSON.parse(
  readFileSync(new URL("../fixtures/sketch-format-1.json", import.meta.url), "utf8"),
)

describe("readSketch", () => {
  test("reads format 1: few values as they were counted, others from the percentiles", () => {
    const sketch = readSketch(firstFormat, "reference.json")
    const [wide, few, word, none] = sketch.columns
    expect([sketch.format, sketch.rows]).toEqual([2, 2000])
    expect(few).toMatchObject({ points: { values: [0, 1, 2, 3], error: 0 } })
    expect(word).toMatchObject({ kind: "string", rest: 0 })
    expect(none).toMatchObject({ points: { values: [], counts: [], error: 0 } })
    if (wide?.kind !== "number") throw new Error("wanted numbers")
    expect(wide.points.counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(2000, 6)
    expect(wide.points.error).toBeLessThan(0.1)
  })

  test("of format 1 drift is found and not invented", () => {
    const random = seededRandom(9)
    const rows = (shift: number): Rows => ({
      count: 1000,
      columns: new Map([
        ["wide", { kind: "number", values: Float64Array.from({ length: 1000 }, () => random.normal() + shift) }],
        ["few", { kind: "number", values: Float64Array.from({ length: 1000 }, () => random.integer(4)) }],
      ]),
    })
    const drifted = (shift: number): readonly string[] =>
      detectDrift(readSketch(firstFormat, "reference.json"), rows(shift))
        .columns.filter((column) => column.drifted)
        .map(({ column }) => column)
    expect([drifted(0), drifted(0.5)]).toEqual([[], ["wide"]])
  })

  test("gives back what format 2 holds", () => {
    const schema = { columns: [{ name: "x", type: "number", role: "feature", nullable: false }] } as const
    const rows: Rows = { count: 3, columns: new Map([["x", { kind: "number", values: Float64Array.of(3, 1, 1) }]]) }
    const sketch = sketchRows(schema, rows)
    expect(readSketch(JSON.parse(JSON.stringify(sketch)), "reference.json")).toEqual(sketch)
  })

  test.each([[{ format: 3, columns: [] }], [[]], ["no"], [{ rows: 1 }]])("refuses %j", (document) => {
    expect(() => readSketch(document, "reference.json")).toThrow(/wanted format 1 or 2/)
  })
})
