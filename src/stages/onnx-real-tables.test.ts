import { existsSync, globSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { runOnnx } from "../model/fixtures/run-onnx.ts"
import { exportOnnx, predict } from "../model/index.ts"
import { type Rows, takeRows } from "../schema/index.ts"
import type { TargetSpec } from "../table/index.ts"
import { fitFeatures, readTable, trainModel } from "./in-memory.ts"

const tables = join(import.meta.dirname, "../../../shared/data")

interface RealTable {
  readonly name: string
  readonly files: string
  readonly target: string | TargetSpec
}

const realTables: readonly RealTable[] = [
  { name: "students", files: "students/stud.csv", target: "math_score" },
  { name: "students, two classes", files: "students/stud.csv", target: "gender" },
  { name: "students, five classes", files: "students/stud.csv", target: "race_ethnicity" },
  { name: "california housing", files: "california_housing/housing.csv", target: "median_house_value" },
  { name: "california housing, classes", files: "california_housing/housing.csv", target: "ocean_proximity" },
  { name: "housing of 545", files: "housing_545/Housing.csv", target: "Price" },
  { name: "kaggle taxi sample", files: "nyc_taxi_kaggle_sample/train.csv", target: "trip_duration" },
  {
    name: "green taxi",
    files: "nyc_green_taxi/green_tripdata_2024-01.parquet",
    target: {
      name: "duration",
      expression: "date_diff('second', lpep_pickup_datetime, lpep_dropoff_datetime)",
    },
  },
  { name: "yellow taxi 2017", files: "nyc_yellow_taxi_2017/2017_Yellow_Taxi_Trip_Data.csv", target: "fare_amount" },
]

function relative(wanted: number, got: number): number {
  return wanted === got ? 0 : Math.abs(wanted - got) / Math.abs(wanted)
}

/** Rows at an even stride, so many at most. */
function spread(rows: Rows, most: number): Rows {
  const stride = Math.max(1, Math.ceil(rows.count / most))
  return takeRows(
    rows,
    Int32Array.from({ length: Math.ceil(rows.count / stride) }, (_, place) => place * stride),
  )
}

describe.for(realTables)("$name", ({ name, files, target }) => {
  const paths = existsSync(tables) ? globSync(files, { cwd: tables }).sort() : []
  if (paths.length === 0) console.warn(`skipped: ${name}, because ${join(tables, files)} is not there`)

  test.skipIf(paths.length === 0)("gives the same answers by ONNX as by predict", async () => {
    const table = await readTable(
      paths.map((path) => join(tables, path)),
      { target },
    )
    const prepared = fitFeatures({ ...table, rows: spread(table.rows, 1500) })
    const { model } = await trainModel(prepared, { budgetSeconds: 0.5 })
    const rows = spread(table.rows, 5000)
    const [wanted, got] = [predict(model, rows), await runOnnx(model, await exportOnnx(model), rows)]
    const pairs =
      wanted.probabilities.length === 0
        ? [[wanted.values, got.values] as const]
        : wanted.probabilities.map((column, place) => [column, got.probabilities[place]!] as const)
    for (const [answers, onnx] of pairs) {
      const differences = answers.map((answer, row) => relative(answer, onnx[row]!))
      expect(Math.max(...differences)).toBeLessThan(1e-5)
    }
    if (model.classes.length > 0) expect(got.values).toEqual(wanted.values)
  })
})
