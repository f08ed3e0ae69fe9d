import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import type { Schema } from "../column.ts"
import type { Column, Rows } from "../rows.ts"
import { sketchRows } from "../sketch/sketch.ts"
import { type DriftReport, detectDrift } from "./drift.ts"
import { rankByEffect } from "./effect.ts"

const schema: Schema = {
  columns: [
    { name: "strong", type: "number", role: "feature", nullable: true },
    { name: "weak", type: "number", role: "feature", nullable: true },
    { name: "still", type: "number", role: "feature", nullable: true },
    { name: "word", type: "category", role: "feature", nullable: true },
    { name: "answer", type: "number", role: "target", nullable: true },
  ],
}

/** `shift` in deviations, the share of the word "b", and the share of gaps in `weak`. */
const rowsOf = (count: number, { shift = 0, share = 0.2, gaps = 0 }, seed: number): Rows => {
  const random = seededRandom(seed)
  const normal = (add: number): Column => ({
    kind: "number",
    values: Float64Array.from({ length: count }, () => random.normal() + add),
  })
  const weak = normal(2 * shift)
  const columns = new Map<string, Column>([
    ["strong", normal(shift)],
    ["weak", weak],
    ["still", normal(0)],
    [
      "word",
      {
        kind: "string",
        codes: Int32Array.from({ length: count }, () => Number(random.next() < share)),
        words: ["a", "b"],
      },
    ],
    ["answer", normal(3 * shift)],
  ])
  if (weak.kind === "number")
    for (const row of weak.values.keys()) if (random.next() < gaps) weak.values[row] = Number.NaN
  return { count, columns }
}

const numbersOf = (rows: Rows, name: string): Float64Array => {
  const column = rows.columns.get(name)!
  return column.kind === "number" ? column.values : Float64Array.from(column.codes)
}

/** 10 strong + weak (0 when missing) + 5 where the word is "b" */
const predict = (rows: Rows): readonly Float64Array[] => {
  const [strong, weak] = [numbersOf(rows, "strong"), numbersOf(rows, "weak")]
  const word = rows.columns.get("word")!
  const isB = (row: number): boolean => word.kind === "string" && word.words[word.codes[row]!] === "b"
  return [strong.map((value, row) => 10 * value + (Number.isNaN(weak[row]!) ? 0 : weak[row]!) + (isB(row) ? 5 : 0))]
}

const inputs = new Set(["strong", "weak", "still", "word"])

const ranked = (change: Parameters<typeof rowsOf>[1]): DriftReport => {
  const reference = sketchRows(schema, rowsOf(4000, {}, 1))
  const rows = rowsOf(3000, change, 2)
  return rankByEffect(detectDrift(reference, rows), { reference, rows, predict, inputs })
}

const effectOf = ({ columns }: DriftReport, name: string): number | undefined =>
  columns.find(({ column }) => column === name)?.effect

describe("rankByEffect", () => {
  test("puts the column first whose change moves the predictions most, not the one that moved most", () => {
    const report = ranked({ shift: 0.5 })
    const drifted = report.columns.filter((column) => column.drifted)
    expect(drifted.map(({ column }) => column)).toEqual(["strong", "weak", "answer"])
    expect(drifted[1]!.distance).toBeGreaterThan(drifted[0]!.distance)
  })

  test("is the mean change of the predictions when the column alone is moved back", () => {
    const report = ranked({ shift: 0.5 })
    expect(effectOf(report, "strong")! / 5).toBeCloseTo(1, 0)
    expect(effectOf(report, "weak")! / 1).toBeCloseTo(1, 0)
    expect(effectOf(report, "answer")).toBeUndefined()
    expect(effectOf(report, "still")).toBeUndefined()
  })

  test("exchanges no more words than the shares ask for", () => {
    // three tenths of the rows lose a word worth 5
    expect(effectOf(ranked({ share: 0.5 }), "word")! / 1.5).toBeCloseTo(1, 1)
  })

  test("fills no more gaps than came", () => {
    const effect = effectOf(ranked({ gaps: 0.4 }), "weak")!
    // four tenths of the rows get a value again, which is 0.8 from zero in the mean
    expect(effect / 0.32).toBeCloseTo(1, 0)
  })

  test("of probabilities is the mass that changes its class", () => {
    const reference = sketchRows(schema, rowsOf(4000, {}, 1))
    const rows = rowsOf(3000, { share: 0.5 }, 2)
    const classes = (some: Rows): readonly Float64Array[] => {
      const word = numbersOf(some, "word")
      return [word.map((code) => 0.9 - 0.4 * code), word.map((code) => 0.1 + 0.4 * code)]
    }
    const report = rankByEffect(detectDrift(reference, rows), { reference, rows, predict: classes, inputs })
    expect(effectOf(report, "word")! / 0.12).toBeCloseTo(1, 1)
  })

  test("is the same every time", () => {
    expect(ranked({ shift: 0.3, share: 0.4 })).toEqual(ranked({ shift: 0.3, share: 0.4 }))
  })
})
