import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Predicted } from "../../model/index.ts"
import type { Task } from "../../schema/index.ts"
import { metricNames, primaryMetric } from "./metric.ts"
import reference from "./metrics.reference.json" with { type: "json" }
import { metricsOf, scoreFor } from "./metrics.ts"

interface Case {
  readonly truth: readonly number[]
  readonly values: readonly number[]
  readonly probabilities: readonly (readonly number[])[]
  readonly expected: Readonly<Record<string, number>>
}

const cases = Object.entries(reference.cases).flatMap(([task, byName]) =>
  Object.entries(byName as Record<string, Case>).map(([name, one]) => ({ task: task as Task, name, one })),
)

const answersOf = ({ values, probabilities }: Case): Predicted => ({
  values: Float64Array.from(values),
  probabilities: probabilities.map((column) => Float64Array.from(column)),
})

describe("metrics", () => {
  it.each(cases)("equal scikit-learn for $task: $name", ({ task, one }) => {
    const ours = metricsOf(task, Float64Array.from(one.truth), answersOf(one))
    for (const [metric, expected] of Object.entries(one.expected)) {
      expect(Math.abs(ours[metric]! - expected), `${metric} ${ours[metric]} ${expected}`).toBeLessThanOrEqual(
        1e-12 * Math.max(1, Math.abs(expected)),
      )
    }
  })

  it.each(Object.entries(reference.sought.expected))("%s equals scikit-learn", (name, expected) => {
    const { truth, values } = reference.sought
    const own = scoreFor(name, "regression").of(Float64Array.from(truth), [Float64Array.from(values)])
    expect(Math.abs(own / expected - 1)).toBeLessThan(1e-12)
  })

  it("of counts and amounts are not defined for a truth below zero, and take an answer below zero for almost zero", () => {
    const score = scoreFor("poissonDeviance", "regression")
    expect(() => score.of(Float64Array.of(-1, 2), [Float64Array.of(1, 2)])).toThrow("values below 0")
    expect(score.of(Float64Array.of(0, 2), [Float64Array.of(-5, 2)])).toBeCloseTo(0, 9)
    expect(Number.isFinite(score.of(Float64Array.of(3, 2), [Float64Array.of(-5, 2)]))).toBe(true)
  })

  it.each(["pinball-1.5", "pinball-", "tweedieDeviance-2.5", "pinball"])("%s is no metric", (name) => {
    expect(() => primaryMetric(name, "regression")).toThrow(`Cannot score by "${name}"`)
  })

  it("leave out what is not defined on the rows", () => {
    const oneClass = cases.find(({ name }) => name === "only negatives")!.one
    expect(Object.keys(metricsOf("binary", Float64Array.from(oneClass.truth), answersOf(oneClass)))).not.toContain(
      "auc",
    )
    const negative = { values: Float64Array.of(1, 2), probabilities: [] }
    expect(metricsOf("regression", Float64Array.of(-3, 2), negative)).not.toHaveProperty("rmsle")
    expect(
      metricsOf("regression", Float64Array.of(3), { values: Float64Array.of(1), probabilities: [] }),
    ).not.toHaveProperty("r2")
  })

  it("take a prediction below zero for zero in rmsle when no truth is below zero", () => {
    const truth = Float64Array.of(1, 2, 3)
    const below = metricsOf("regression", truth, { values: Float64Array.of(-40, 2, 3), probabilities: [] })
    const zero = metricsOf("regression", truth, { values: Float64Array.of(0, 2, 3), probabilities: [] })
    expect(below["rmsle"]).toBe(zero["rmsle"])
  })

  it.each(["regression", "binary", "multiclass"] as const)("of a %s weigh a row of weight 2 as two rows", (task) => {
    const { one } = cases.find((given) => given.task === task)!
    const rows = [...one.truth.keys()].flatMap((row) => new Array<number>(row % 3).fill(row))
    const weights = Float64Array.from(one.truth, (_, row) => row % 3)
    const pick = (values: readonly number[]): Float64Array => Float64Array.from(rows, (row) => values[row]!)
    const outputs = task === "multiclass" ? one.probabilities : [task === "binary" ? one.probabilities[1]! : one.values]
    for (const name of metricNames[task]) {
      const { of } = scoreFor(name, task)
      const weighed = of(
        Float64Array.from(one.truth),
        outputs.map((column) => Float64Array.from(column)),
        weights,
      )
      expect(weighed, name).toBeCloseTo(of(pick(one.truth), outputs.map(pick)), 9)
    }
  })

  it("do not depend on the order of the rows", () => {
    const pairs = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 8 })), { minLength: 4, maxLength: 60 })
    fc.assert(
      fc.property(pairs, (rows) => {
        const score = (list: typeof rows): Readonly<Record<string, number>> => {
          const positive = Float64Array.from(list, ([, eighths]) => eighths / 8)
          const predicted = {
            values: positive.map((share) => (share > 0.5 ? 1 : 0)),
            probabilities: [positive.map((share) => 1 - share), positive],
          }
          return metricsOf(
            "binary",
            Float64Array.from(list, ([hit]) => Number(hit)),
            predicted,
          )
        }
        const [there, back] = [score(rows), score(rows.toReversed())]
        expect(Object.keys(there)).toEqual(Object.keys(back))
        for (const [name, value] of Object.entries(there)) expect(back[name]).toBeCloseTo(value, 12)
      }),
    )
  })
})

describe("scoreFor", () => {
  it.each(cases.filter(({ one }) => one.truth.length > 5))(
    "reads what an estimator gives for $task: $name",
    ({ task, one }) => {
      const truth = Float64Array.from(one.truth)
      const { values, probabilities } = answersOf(one)
      const outputs = { regression: [values], binary: [probabilities[1]!], multiclass: probabilities }[task]
      const whole = metricsOf(task, truth, { values, probabilities })
      for (const name of metricNames[task].filter((metric) => metric in whole)) {
        expect(scoreFor(name, task).of(truth, outputs)).toBeCloseTo(whole[name]!, 12)
      }
    },
  )

  it("takes rmse, auc and logLoss when it may choose", () => {
    expect(primaryMetric("auto", "regression").name).toBe("rmse")
    expect(scoreFor("auto", "binary")).toMatchObject({ name: "auc", lowerIsBetter: false })
    expect(scoreFor("auto", "multiclass")).toMatchObject({ name: "logLoss", lowerIsBetter: true })
  })

  it("refuses a metric of another task and names the nearest one", () => {
    expect(() => scoreFor("aucOvr", "binary")).toThrowError(
      expect.objectContaining({ code: "evaluate.metric-unknown", hint: expect.stringContaining("auc") }),
    )
  })

  it("leaves mape out where a truth is zero, and refuses to be led by it", () => {
    const truth = Float64Array.of(0, 2)
    const values = Float64Array.of(1, 2)
    expect(metricsOf("regression", truth, { values, probabilities: [] })).not.toHaveProperty("mape")
    expect(() => scoreFor("mape", "regression").of(truth, [values])).toThrowError(
      expect.objectContaining({ code: "evaluate.metric-undefined", message: expect.stringContaining("zero") }),
    )
  })

  it("refuses rmsle on a target of -1 and below", () => {
    const { of } = scoreFor("rmsle", "regression")
    expect(() => of(Float64Array.of(-2, 1), [Float64Array.of(0, 1)])).toThrowError(
      expect.objectContaining({ code: "evaluate.metric-undefined" }),
    )
  })
})
