import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { seededRandom, shuffle } from "../base/index.ts"
import { encode, userFeaturesOf } from "../feature/index.ts"
import { takeRows } from "../schema/index.ts"
import { estimate } from "./estimate.ts"
import type { CalibrationMap, Estimator } from "./estimator.ts"
import { randomLinear, randomTrees, sampleModel, sampleRows, withSubsets } from "./fixtures/sample-model.ts"
import type { Predicted } from "./model.ts"
import { predict } from "./predict.ts"

const linearFeatures = (features: number): number[] =>
  [...Array(features).keys()].filter((feature) => feature % 5 === 1)

/** One of each kind, the blend holding all of them. */
const estimators: Record<string, (features: number, seed: number) => Estimator> = {
  constant: () => ({ kind: "constant", values: [3.5] }),
  trees: (features, seed) => randomTrees({ features, outputs: 1, trees: 70, depth: 5 }, seededRandom(seed)),
  "trees on sets of codes": (features, seed) =>
    withSubsets(randomTrees({ features, outputs: 1, trees: 20, depth: 5 }, seededRandom(seed)), seededRandom(seed)),
  forest: (features, seed) => ({
    ...randomTrees({ features, outputs: 1, trees: 11, depth: 7 }, seededRandom(seed)),
    combine: "mean",
  }),
  transformed: (features, seed) => ({
    kind: "transformed",
    inverse: "expm1",
    scale: 1.1,
    inner: randomTrees({ features, outputs: 1, trees: 20, depth: 3 }, seededRandom(seed)),
  }),
  blend: (features, seed) => ({
    kind: "blend",
    weights: [0.5, 0.3, 0.2],
    members: [
      randomTrees({ features, outputs: 1, trees: 20, depth: 3 }, seededRandom(seed)),
      { kind: "constant", values: [1] },
      {
        kind: "blend",
        weights: [1],
        members: [randomTrees({ features, outputs: 1, trees: 5, depth: 2 }, seededRandom(seed))],
      },
    ],
  }),
}

/** One of each way to correct probabilities. */
const maps: Record<string, { readonly outputs: 1 | 3; readonly map: CalibrationMap }> = {
  beta: { outputs: 1, map: { method: "beta", onYes: 0.7, onNo: 0.9, offset: 0.2 } },
  softmax: { outputs: 3, map: { method: "softmax", slope: 0.6, offsets: [0, 0.1, -0.2] } },
  isotonic: { outputs: 1, map: { method: "isotonic", lines: [{ at: [0.2, 0.5, 0.7], to: [0.1, 0.1, 0.9] }] } },
  "isotonic of several": {
    outputs: 3,
    map: {
      method: "isotonic",
      lines: [
        { at: [0.3], to: [0.4] },
        { at: [0.1, 0.9], to: [0.05, 0.8] },
        { at: [0, 1], to: [0.01, 0.99] },
      ],
    },
  },
}

function bits(predicted: Predicted, row: number): BigUint64Array {
  const numbers = Float64Array.of(predicted.values[row]!, ...predicted.probabilities.map((values) => values[row]!))
  return new BigUint64Array(numbers.buffer)
}

describe("predict", () => {
  it.each(Object.keys(estimators))("gives a row alone the same bits as in a batch: %s", (kind) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 200 }), (seed, count) => {
        const model = sampleModel({
          task: "regression",
          seed,
          estimator: (features) => estimators[kind]!(features, seed),
        })
        const rows = sampleRows(count, seededRandom(seed))
        const batch = predict(model, rows)
        for (let row = 0; row < count; row += 7) {
          expect(bits(predict(model, takeRows(rows, Int32Array.of(row))), 0)).toEqual(bits(batch, row))
        }
      }),
      { numRuns: 5 },
    )
  })

  it.each(Object.keys(maps))(
    "gives a row alone the same bits as in a batch when probabilities are corrected: %s",
    (kind) => {
      const { outputs, map } = maps[kind]!
      const model = sampleModel({
        task: outputs === 1 ? "binary" : "multiclass",
        seed: 8,
        estimator: (features, random) => {
          const inner = randomTrees({ features, outputs, trees: 9, depth: 4 }, random)
          return { kind: "calibrated", map, inner: { ...inner, link: outputs === 1 ? "logit" : "softmax" } }
        },
      })
      const rows = sampleRows(120, seededRandom(8))
      const batch = predict(model, rows)
      for (const row of [0, 64, 119]) {
        expect(bits(predict(model, takeRows(rows, Int32Array.of(row))), 0)).toEqual(bits(batch, row))
        expect(batch.probabilities.reduce((sum, column) => sum + column[row]!, 0)).toBeCloseTo(1, 12)
      }
    },
  )

  it("is the estimator's answer to the encoder's matrix", () => {
    const model = sampleModel({
      task: "regression",
      seed: 1,
      estimator: (features) => estimators["trees"]!(features, 1),
    })
    const rows = sampleRows(500, seededRandom(2))
    expect(predict(model, rows).values).toEqual(estimate(model.estimator, encode(model.encoder, rows))[0])
  })

  it("crosses its inner blocks without a seam", () => {
    const model = sampleModel({
      task: "regression",
      seed: 1,
      estimator: (features) => estimators["blend"]!(features, 1),
    })
    const rows = sampleRows(2100, seededRandom(3))
    const batch = predict(model, rows)
    for (const row of [0, 63, 64, 1023, 1024, 2047, 2048, 2099]) {
      expect(bits(predict(model, takeRows(rows, Int32Array.of(row))), 0)).toEqual(bits(batch, row))
    }
  })

  it("permutes the answers when the rows are permuted", () => {
    const model = sampleModel({
      task: "regression",
      seed: 1,
      estimator: (features) => estimators["blend"]!(features, 1),
    })
    const rows = sampleRows(150, seededRandom(4))
    const order = shuffle(
      Int32Array.from({ length: 150 }, (_, row) => row),
      seededRandom(1),
    )
    const straight = predict(model, rows).values
    expect(predict(model, takeRows(rows, order)).values).toEqual(Float64Array.from(order, (row) => straight[row]!))
  })

  it("gives probabilities that sum to one and the likeliest class", () => {
    const model = sampleModel({
      task: "multiclass",
      seed: 2,
      estimator: (features, random) => randomTrees({ features, outputs: 3, trees: 30, depth: 4 }, random),
    })
    const { values, probabilities } = predict(model, sampleRows(300, seededRandom(5)))
    for (const [row, label] of values.entries()) {
      const given = probabilities.map((column) => column[row]!)
      expect(given.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12)
      expect(given[label]).toBe(Math.max(...given))
    }
  })

  it("gives both probabilities of a binary model", () => {
    const model = sampleModel({
      task: "binary",
      seed: 2,
      estimator: (features, random) => ({
        ...randomLinear({ features: linearFeatures(features).filter((feature) => feature < 3), outputs: 1 }, random),
        link: "logit",
      }),
    })
    const { values, probabilities } = predict(model, sampleRows(300, seededRandom(5)))
    for (const [row, label] of values.entries()) {
      expect(probabilities[0]![row]! + probabilities[1]![row]!).toBe(1)
      expect(label).toBe(probabilities[1]![row]! > 0.5 ? 1 : 0)
    }
  })

  it("runs the user's features, also for a lone row whose values are all missing", async () => {
    const userFeatures = await userFeaturesOf(`export const rowFeatures = {
      size: (row) => (row.rooms === null ? null : row.rooms > 4 ? "large" : "small"),
      perRoom: (row) => (row.distance === null || row.rooms === null ? null : row.distance / row.rooms),
    }`)
    const model = sampleModel({
      task: "regression",
      seed: 6,
      userFeatures,
      estimator: (features) => estimators["trees"]!(features, 1),
    })
    expect(model.encoder.inputs.map(({ name }) => name)).toEqual(expect.arrayContaining(["size", "perRoom"]))
    const rows = sampleRows(30, seededRandom(7))
    const rooms = rows.columns.get("rooms")
    if (rooms?.kind === "number") rooms.values.fill(Number.NaN, 5, 9)
    const batch = predict(model, rows)
    for (let row = 0; row < 30; row++) {
      expect(bits(predict(model, takeRows(rows, Int32Array.of(row))), 0)).toEqual(bits(batch, row))
    }
  })

  it("answers no rows with no predictions", () => {
    const model = sampleModel({
      task: "regression",
      seed: 1,
      estimator: (features) => estimators["trees"]!(features, 1),
    })
    expect(predict(model, sampleRows(0, seededRandom(1))).values.length).toBe(0)
  })
})

describe("estimate", () => {
  const matrix = {
    rows: 4,
    features: [
      { name: "a", from: ["a"], use: "both" as const },
      { name: "b", from: ["b"], use: "both" as const },
    ],
    columns: [Float32Array.of(1, 2, 3, Number.NaN), Float32Array.of(10, 20, 30, 40)],
  }

  it("walks a tree left at the threshold itself and by its direction when missing", () => {
    const tree = (missingLeft: number): Estimator => ({
      kind: "trees",
      combine: "sum",
      link: "identity",
      outputs: 1,
      base: Float64Array.of(100),
      roots: Int32Array.of(0),
      feature: Int32Array.of(0, -1, -1),
      threshold: Float32Array.of(2, 0, 0),
      missingLeft: Uint8Array.of(missingLeft, 0, 0),
      right: Int32Array.of(2, 0, 0),
      value: Float32Array.of(0, 1, 2),
    })
    expect([...estimate(tree(1), matrix)[0]!]).toEqual([101, 101, 102, 101])
    expect([...estimate(tree(0), matrix)[0]!]).toEqual([101, 101, 102, 102])
  })

  it("adds up a linear model", () => {
    const linear: Estimator = {
      kind: "linear",
      link: "identity",
      features: Int32Array.of(1),
      weights: Float64Array.of(0.5),
      intercepts: Float64Array.of(-1),
    }
    expect([...estimate(linear, matrix)[0]!]).toEqual([4, 9, 14, 19])
  })

  it("keeps links finite for scores of any size", () => {
    const scores = (link: "logit" | "softmax"): Estimator => ({
      kind: "linear",
      link,
      features: Int32Array.of(1),
      weights: link === "logit" ? Float64Array.of(-1e6) : Float64Array.of(1e6, -1e6),
      intercepts: link === "logit" ? Float64Array.of(0) : Float64Array.of(0, 0),
    })
    expect([...estimate(scores("logit"), matrix)[0]!]).toEqual([0, 0, 0, 0])
    expect(estimate(scores("softmax"), matrix).map((column) => column[0])).toEqual([1, 0])
  })

  it("answers the mean of a blend by its weights", () => {
    const blend: Estimator = {
      kind: "blend",
      weights: [0.25, 0.75],
      members: [
        { kind: "constant", values: [4] },
        { kind: "constant", values: [8] },
      ],
    }
    expect([...estimate(blend, matrix)[0]!]).toEqual([7, 7, 7, 7])
  })

  it("undoes log1p and scales", () => {
    const transformed: Estimator = {
      kind: "transformed",
      inverse: "expm1",
      scale: 2,
      inner: { kind: "constant", values: [Math.log1p(9)] },
    }
    expect(estimate(transformed, matrix)[0]![0]).toBeCloseTo(18, 12)
  })
})
