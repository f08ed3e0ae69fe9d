import { seededRandom } from "../base/index.ts"
import { featureSettings, fitEncoder } from "../feature/index.ts"
import type { Estimator, Model } from "../model/index.ts"
import { parseRecords, type Schema, type Task } from "../schema/index.ts"

/** A small model of every column type, for the tests of this room; its numbers mean nothing, but they depend on every input. */
export function testModel(task: Task = "regression", classes: readonly string[] = []): Model {
  const schema = testSchema(task)
  const { rows } = parseRecords(schema, testRecords(200), { unused: "accept" })
  const target = Float64Array.from({ length: rows.count }, (_, row) =>
    task === "regression" ? row * 1000 : row % classes.length,
  )
  const settings = featureSettings.parse({ ratios: false })
  const { encoder } = fitEncoder({ rows, schema, target, task, classes: classes.length }, settings, seededRandom(1))
  const linear = encoder.features.flatMap(({ use }, index) => (use === "tree" ? [] : [index]))
  return {
    name: "homes",
    task,
    schema,
    target: { name: "price" },
    classes,
    encoder,
    estimator: linearEstimator(task, linear, classes.length),
  }
}

/** Rows as JSON records that `testModel` takes. */
export function testRecords(count: number): Record<string, string | number | boolean | null>[] {
  return Array.from({ length: count }, (_, row) => ({
    city: ["Bern", "Oslo", "Rome"][row % 3]!,
    rooms: 1 + (row % 7),
    area: 20 + ((row * 37) % 300) + (row % 700) / 7,
    balcony: row % 4 === 0 ? null : row % 2 === 0,
    built: `19${String(10 + (row % 80))}-06-0${1 + (row % 9)}`,
    sold: `2024-0${1 + (row % 9)}-11T0${row % 10}:30:15`,
    note: row % 5 === 0 ? null : `lake view ${row % 11}`,
  }))
}

function testSchema(task: Task): Schema {
  return {
    columns: [
      { name: "listing", type: "text", role: "id", nullable: false, reason: "names a row" },
      {
        name: "city",
        type: "category",
        role: "feature",
        nullable: false,
        categories: ["Bern", "Oslo", "Rome"],
        description: "Where it stands",
      },
      { name: "rooms", type: "integer", role: "feature", nullable: false, range: [1, 12] },
      {
        name: "area",
        type: "number",
        role: "feature",
        nullable: false,
        range: [0, 500],
        unit: "m²",
        description: "Living area",
      },
      { name: "balcony", type: "boolean", role: "feature", nullable: true },
      { name: "built", type: "date", role: "feature", nullable: false },
      { name: "sold", type: "datetime", role: "time", nullable: false },
      { name: "note", type: "text", role: "feature", nullable: true, description: "What the seller says" },
      task === "regression"
        ? {
            name: "price",
            type: "number",
            role: "target",
            nullable: false,
            unit: "EUR",
            description: "Price it sold for",
          }
        : { name: "price", type: "category", role: "target", nullable: false },
    ],
  }
}

function linearEstimator(task: Task, features: readonly number[], classes: number): Estimator {
  const outputs = task === "multiclass" ? classes : 1
  return {
    kind: "linear",
    link: ({ regression: "identity", binary: "logit", multiclass: "softmax" } as const)[task],
    features: Int32Array.from(features),
    weights: Float64Array.from({ length: outputs * features.length }, (_, index) => Math.sin(index + 1) / 3),
    intercepts: Float64Array.from({ length: outputs }, (_, output) => output / 10),
  }
}
