import { expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { trainSettings } from "../config.ts"
import type { TrainInput } from "../input.ts"
import { normalColumns, sampleMatrix } from "../samples.ts"
import { wantedFamilies } from "./portfolio.ts"

function familiesFor(rows: number, settings: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const matrix = sampleMatrix(normalColumns(rows, 4, seededRandom(1)))
  const input: TrainInput = { matrix, target: new Float64Array(rows), task: "regression", classes: 0 }
  return wantedFamilies(input, trainSettings.parse(settings)).map(({ name }) => name)
}

test("models that leave features out are tried where rows are few for each feature", () => {
  expect(familiesFor(119)).toEqual(expect.arrayContaining(["lasso", "elasticNet"]))
  expect(familiesFor(120)).not.toContain("lasso")
  expect(familiesFor(120)).not.toContain("elasticNet")
})

test("whoever asks for a family by name gets it, however many the rows", () => {
  expect(familiesFor(120, { estimators: ["lasso"] })).toEqual(["lasso"])
})
