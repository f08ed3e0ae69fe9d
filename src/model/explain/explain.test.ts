import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { encode, userFeaturesOf } from "../../feature/index.ts"
import { takeRows } from "../../schema/index.ts"
import type { CalibrationMap, Estimator, Link } from "../estimator.ts"
import {
  linearPlaces,
  randomLinear,
  randomNeighbours,
  randomTrees,
  sampleModel,
  sampleRows,
} from "../fixtures/sample-model.ts"
import { predict } from "../predict.ts"
import { contributionsOf } from "./contributions.ts"
import { type Attributions, explain } from "./explain.ts"

const linear = (outputs: number, link: Link): Estimator => ({
  ...randomLinear({ features: linearPlaces, outputs }, seededRandom(outputs)),
  link,
  means: Float64Array.from(linearPlaces, (place) => place / 10),
})

const trees = (features: number, outputs: number, link: Link): Estimator => {
  const grown = randomTrees({ features, outputs, trees: 12, depth: 4 }, seededRandom(features))
  return { ...counted(grown), link }
}

/** Leaves hold made-up counts of rows. */
function counted(grown: ReturnType<typeof randomTrees>): ReturnType<typeof randomTrees> {
  const threshold = grown.threshold.map((value, node) => (grown.feature[node]! < 0 ? 1 + (node % 7) : value))
  return { ...grown, threshold }
}

const estimators: Record<string, (features: number) => Estimator> = {
  neighbours: () => randomNeighbours({ features: linearPlaces, outputs: 1, weighting: "distance" }, seededRandom(8)),
  constant: () => ({ kind: "constant", values: [3.5] }),
  linear: () => linear(1, "identity"),
  trees: (features) => trees(features, 1, "identity"),
  blend: (features) => ({
    kind: "blend",
    weights: [0.5, 0.3, 0.2],
    members: [trees(features, 1, "identity"), linear(1, "identity"), { kind: "constant", values: [1] }],
  }),
  "blend with logarithms": (features) => ({
    kind: "blend",
    weights: [0.6, 0.4],
    members: [
      { kind: "transformed", inverse: "expm1", scale: 1.2, inner: trees(features, 1, "identity") },
      linear(1, "identity"),
    ],
  }),
  "blend with a log link": (features) => ({
    kind: "blend",
    weights: [0.6, 0.4],
    members: [trees(features, 1, "log"), linear(1, "identity")],
  }),
}

/** Base and contributions of a row. */
function sumOf({ base, contributions }: Attributions, row: number): number {
  return contributions.reduce((sum, column) => sum + column[row]!, base[row]!)
}

describe("explain", () => {
  it.each(Object.keys(estimators))("contributions add up to the prediction: %s", (kind) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const model = sampleModel({ task: "regression", seed, estimator: estimators[kind]! })
        const rows = sampleRows(20, seededRandom(seed))
        const predicted = predict(model, rows)
        const attributions = explain(model, rows, predicted)
        for (const [row, value] of predicted.values.entries()) expect(sumOf(attributions, row)).toBeCloseTo(value, 8)
      }),
      { numRuns: 4 },
    )
  })

  it("of a target learnt as logarithms speaks of the logarithm", () => {
    const inner = (features: number): Estimator => trees(features, 1, "identity")
    const estimator = (features: number): Estimator => ({
      kind: "transformed",
      inverse: "expm1",
      scale: 1,
      inner: inner(features),
    })
    const model = sampleModel({ task: "regression", seed: 1, estimator })
    const rows = sampleRows(10, seededRandom(1))
    const predicted = predict(model, rows)
    const attributions = explain(model, rows, predicted)
    expect(attributions.unit).toBe("log1p")
    for (const [row, value] of predicted.values.entries()) {
      expect(sumOf(attributions, row)).toBeCloseTo(Math.log1p(value), 8)
    }
  })

  it("of two classes adds up to the log odds of the second", () => {
    const model = sampleModel({ task: "binary", seed: 2, estimator: (features) => trees(features, 1, "logit") })
    const rows = sampleRows(10, seededRandom(2))
    const predicted = predict(model, rows)
    const attributions = explain(model, rows, predicted)
    expect(attributions.unit).toBe("logOdds")
    for (const [row, share] of predicted.probabilities[1]!.entries()) {
      expect(sumOf(attributions, row)).toBeCloseTo(Math.log(share / (1 - share)), 6)
    }
  })

  it("of a blend of classifiers adds up to the log odds of the predicted class", () => {
    const model = sampleModel({
      task: "multiclass",
      seed: 3,
      estimator: (features) => ({
        kind: "blend",
        weights: [0.7, 0.3],
        members: [trees(features, 3, "softmax"), linear(3, "softmax")],
      }),
    })
    const rows = sampleRows(20, seededRandom(3))
    const predicted = predict(model, rows)
    const attributions = explain(model, rows, predicted)
    expect(attributions).toMatchObject({ unit: "logOdds", exact: false })
    expect(Array.from(attributions.of)).toEqual([...predicted.values])
    for (const [row, label] of predicted.values.entries()) {
      const share = predicted.probabilities[label]![row]!
      expect(sumOf(attributions, row)).toBeCloseTo(Math.log(share / (1 - share)), 8)
    }
  })

  it.each<[string, CalibrationMap, boolean]>([
    ["Platt's map", { method: "beta", onYes: 0.6, onNo: 0.6, offset: 0.3 }, true],
    ["a beta map", { method: "beta", onYes: 0.6, onNo: 0.9, offset: 0.3 }, false],
    ["a rising line", { method: "isotonic", lines: [{ at: [0.1, 0.9], to: [0.3, 0.6] }] }, false],
  ])("of corrected probabilities adds up to their log odds: %s", (_, map, exact) => {
    const estimator = (features: number): Estimator => ({
      kind: "calibrated",
      map,
      inner: trees(features, 1, "logit"),
    })
    const model = sampleModel({ task: "binary", seed: 9, estimator })
    const rows = sampleRows(10, seededRandom(9))
    const predicted = predict(model, rows)
    const attributions = explain(model, rows, predicted)
    expect(attributions).toMatchObject({ unit: "logOdds", exact })
    for (const [row, share] of predicted.probabilities[1]!.entries()) {
      expect(sumOf(attributions, row)).toBeCloseTo(Math.log(share / (1 - share)), 8)
    }
  })

  it("gives a row alone the same bits as in a batch", () => {
    const model = sampleModel({ task: "regression", seed: 4, estimator: estimators["blend with logarithms"]! })
    const rows = sampleRows(1100, seededRandom(4))
    const batch = explain(model, rows, predict(model, rows))
    for (const row of [0, 1023, 1024, 1099]) {
      const one = takeRows(rows, Int32Array.of(row))
      const alone = explain(model, one, predict(model, one))
      expect(alone.contributions.map(([value]) => value)).toEqual(batch.contributions.map((column) => column[row]))
    }
  })

  it("names the person's columns, the most moving first, and leaves out those that move nothing", async () => {
    const userFeatures = await userFeaturesOf(
      "export const rowFeatures = { perRoom: (row) => row.distance === null || row.rooms === null ? null : row.distance / row.rooms }",
    )
    const model = sampleModel({ task: "regression", seed: 5, userFeatures, estimator: estimators["trees"]! })
    const rows = sampleRows(5, seededRandom(5))
    const attributions = explain(model, rows, predict(model, rows))
    const known = [...rows.columns.keys(), "perRoom"]
    expect(known).toEqual(expect.arrayContaining([...attributions.columns]))
    const weights = contributionsOf(attributions, 0).map(({ contribution }) => Math.abs(contribution))
    expect(weights).toEqual([...weights].sort((a, b) => b - a))
    expect(weights).not.toContain(0)
  })

  it("shares a feature of several columns equally among them", () => {
    const model = sampleModel({
      task: "regression",
      seed: 6,
      estimator: (features) => ({
        kind: "linear",
        link: "identity",
        features: Int32Array.from({ length: features }, (_, feature) => feature),
        weights: new Float64Array(features),
        intercepts: Float64Array.of(1),
        means: new Float64Array(features),
      }),
    })
    const place = model.encoder.features.findIndex(({ from, use }) => from.length > 1 && use !== "tree")
    const estimator = model.estimator as Extract<Estimator, { kind: "linear" }>
    estimator.weights[place] = 2
    const rows = sampleRows(3, seededRandom(6))
    const own = { ...model, estimator: { ...estimator, features: Int32Array.of(place), weights: Float64Array.of(2) } }
    const { columns, contributions } = explain(own, rows, predict(own, rows))
    const { from } = model.encoder.features[place]!
    const value = encode(model.encoder, rows).columns[place]![2]!
    expect([...columns].sort()).toEqual([...from].sort())
    for (const column of contributions) expect(column[2]).toBeCloseTo((2 * value) / from.length, 6)
  })

  it("of a model that counted no rows is refused, and says what to do", () => {
    const model = sampleModel({
      task: "regression",
      seed: 7,
      estimator: (features) => {
        const grown = randomTrees({ features, outputs: 1, trees: 3, depth: 3 }, seededRandom(1))
        return { ...grown, threshold: grown.threshold.map((value, node) => (grown.feature[node]! < 0 ? 0 : value)) }
      },
    })
    const rows = sampleRows(2, seededRandom(7))
    expect(() => explain(model, rows, predict(model, rows))).toThrow(
      expect.objectContaining({ code: "model.explain-uncounted" }),
    )
  })

  it("says whether contributions are exact", () => {
    const exactOf = (kind: string): boolean => {
      const model = sampleModel({ task: "regression", seed: 8, estimator: estimators[kind]! })
      const rows = sampleRows(1, seededRandom(8))
      return explain(model, rows, predict(model, rows)).exact
    }
    expect(["trees", "linear", "blend", "blend with logarithms"].map(exactOf)).toEqual([true, true, true, false])
  })
})
