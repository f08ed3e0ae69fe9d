import { describe, expect, it } from "vitest"
import { seededRandom } from "../base/index.ts"
import type { ColumnSchema, ColumnType, Rows, Schema } from "../schema/index.ts"
import { evaluateSettings } from "./config.ts"
import { evaluate } from "./evaluate.ts"
import type { EvaluateInput } from "./evaluate-input.ts"
import { plotFiles } from "./plots.ts"

const settings = evaluateSettings.parse({ bootstrapSamples: 200 })

const column = (name: string, type: ColumnType): ColumnSchema => ({ name, type, role: "feature", nullable: true })

/** The truth is x; the answer is x with noise, which is ten times stronger in town "far". */
function table(rows: number, seed = "table") {
  const random = seededRandom(seed)
  const x = Float64Array.from({ length: rows }, () => random.next() * 100)
  const codes = Int32Array.from({ length: rows }, () => random.integer(4) - 1)
  const quiet = Float64Array.from({ length: rows }, (_none, row) => (row % 10 === 0 ? Number.NaN : random.integer(2)))
  const noise = Float64Array.from({ length: rows }, (_none, row) => random.normal() * (codes[row] === 1 ? 10 : 1))
  const schema: Schema = { columns: [column("x", "number"), column("town", "category"), column("quiet", "boolean")] }
  const input: Rows = {
    count: rows,
    columns: new Map([
      ["x", { kind: "number", values: x }],
      ["town", { kind: "string", codes, words: ["near", "far", "middle"] }],
      ["quiet", { kind: "number", values: quiet }],
    ]),
  }
  return { schema, rows: input, x, noise }
}

const numbers = (rows: Rows): Float64Array => {
  const found = rows.columns.get("x")
  return found?.kind === "number" ? found.values : new Float64Array()
}

function regression(rows: number): EvaluateInput {
  const { schema, rows: input, x, noise } = table(rows)
  return {
    task: "regression",
    classes: [],
    truth: x.map((value, row) => value + noise[row]!),
    predicted: { values: x, probabilities: [] },
    baseline: { values: x.map(() => 50), probabilities: [] },
    rows: input,
    schema,
    predictWith: (on) => ({ values: numbers(on), probabilities: [] }),
  }
}

const answer = (scores: readonly Float64Array[]) => {
  const sums = scores[0]!.map((_score, row) => scores.reduce((sum, score) => sum + score[row]!, 0))
  const probabilities = scores.map((score) => score.map((value, row) => value / sums[row]!))
  const values = sums.map((_sum, row) => {
    const here = probabilities.map((share) => share[row]!)
    return here.indexOf(Math.max(...here))
  })
  return { values, probabilities }
}

function classification(rows: number, classes: number): EvaluateInput {
  const { schema, rows: input, x } = table(rows)
  const random = seededRandom("classes")
  const truth = x.map((value) => Math.min(classes - 1, Math.floor((value / 100) * classes)))
  const scores = Array.from({ length: classes }, (_none, label) =>
    truth.map((own) => 0.1 + random.next() + (own === label ? 1 : 0)),
  )
  return {
    task: classes === 2 ? "binary" : "multiclass",
    classes: Array.from({ length: classes }, (_none, label) => `class ${label}`),
    truth,
    predicted: answer(scores),
    baseline: answer(scores.map((score) => score.map(() => 1))),
    rows: input,
    schema,
  }
}

const run = (input: EvaluateInput, over: Partial<typeof settings> = {}) =>
  evaluate(input, { ...settings, ...over }, seededRandom(1))

describe("evaluate", () => {
  it("gives every metric with an interval around it, for the answers and for the baseline", () => {
    const { metrics, baseline, primary, rows } = run(regression(500))
    expect(rows).toBe(500)
    for (const { value, interval } of [...Object.values(metrics), ...Object.values(baseline)]) {
      expect(interval[0]).toBeLessThanOrEqual(value)
      expect(interval[1]).toBeGreaterThanOrEqual(value)
    }
    expect(primary).toEqual({ name: "rmse", lowerIsBetter: true, ...metrics["rmse"] })
    expect(baseline["rmse"]!.value).toBeGreaterThan(metrics["rmse"]!.value * 3)
  })

  it("puts the slice first whose answers are bad, and marks no other as worse", () => {
    const { slices } = run(regression(600))
    expect(slices[0]).toMatchObject({ column: "town", label: "far", worse: true })
    expect(slices.filter(({ worse }) => worse)).toHaveLength(1)
    expect(slices.map(({ value }) => value)).toEqual(slices.map(({ value }) => value).toSorted((a, b) => b - a))
    expect(slices.map(({ label }) => label)).toEqual(expect.arrayContaining(["missing", "true", "false", "near"]))
  })

  it("reports no slice under the smallest size, and at most as many as wanted", () => {
    const few = run(regression(600), { sliceMinRows: 140, maxSlices: 3 }).slices
    expect(few.length).toBeLessThanOrEqual(3)
    expect(few.every(({ rows }) => rows >= 140)).toBe(true)
    expect(run(regression(20)).slices).toEqual([])
  })

  it("finds that only the column the answers use is important", () => {
    const { importance } = run(regression(600))
    expect(importance.map(({ column: name }) => name)).toEqual(["x", "town", "quiet"])
    expect(importance[0]!.drop).toBeGreaterThan(10)
    expect(importance.slice(1).map(({ drop }) => drop)).toEqual([0, 0])
    expect(run(regression(100), { importanceRepeats: 0 }).importance).toEqual([])
  })

  it("counts every row once in residuals and groups", () => {
    const { regression: detail } = run(regression(600))
    const total = (groups: readonly { rows: number }[]): number => groups.reduce((sum, { rows }) => sum + rows, 0)
    expect(total(detail!.residual.histogram)).toBe(600)
    expect(total(detail!.calibration)).toBe(600)
    expect(detail!.sample).toHaveLength(400)
  })

  it.each([2, 4])("counts every row once among %i classes", (classes) => {
    const { classification: detail, metrics } = run(classification(500, classes))
    expect(detail!.confusion.counts.flat().reduce((sum, rows) => sum + rows, 0)).toBe(500)
    const right = detail!.confusion.counts.reduce((sum, row, label) => sum + row[label]!, 0)
    expect(right / 500).toBeCloseTo(metrics["accuracy"]!.value, 12)
    expect(detail!.perClass.reduce((sum, { rows }) => sum + rows, 0)).toBe(500)
    expect(detail!.roc).toHaveLength(classes === 2 ? 1 : 4)
    expect(detail!.roc.every(({ points }) => points.length <= 200)).toBe(true)
  })

  it("folds a confusion of many classes and stays small", () => {
    const evaluation = run(classification(3000, 60))
    expect(evaluation.classification!.confusion.labels).toHaveLength(25)
    expect(evaluation.classification!.confusion.labels.at(-1)).toBe("other")
    expect(JSON.stringify(evaluation).length).toBeLessThan(150_000)
  })

  it("works on a single row", () => {
    expect(run(regression(1))).toMatchObject({ rows: 1, slices: [] })
  })

  it("is plain JSON and the same for the same seed", () => {
    const once = run(classification(300, 3))
    expect(JSON.parse(JSON.stringify(once))).toEqual(once)
    expect(run(classification(300, 3))).toEqual(once)
  })

  it("scores 100,000 rows in a few seconds", () => {
    const started = process.cpuUsage() // the clock also counts what other work takes of the cores
    run(classification(100_000, 2), { bootstrapSamples: 1000 })
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1e6).toBeLessThan(15)
  })
})

describe("plotFiles", () => {
  it("gives lists of flat records", () => {
    const files = [run(regression(300)), run(classification(300, 2))].map(plotFiles)
    expect(Object.keys(files[0]!)).toContain("residuals.json")
    expect(Object.keys(files[1]!)).toEqual(expect.arrayContaining(["roc.json", "confusion.json"]))
    for (const records of files.flatMap((file) => Object.values(file))) {
      expect(Array.isArray(records)).toBe(true)
      for (const record of records as readonly Record<string, unknown>[]) {
        for (const value of Object.values(record)) expect(["number", "string"]).toContain(typeof value)
      }
    }
  })
})
