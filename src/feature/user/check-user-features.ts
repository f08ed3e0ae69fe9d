import { type Column, type Rows, type Schema, takeRows } from "../../schema/index.ts"
import { userFeatureName, userFeatureNotRowWise, userFeatureUnsteady } from "../errors.ts"
import { applyUserFeatures, type UserFeatures } from "./user-features.ts"

/**
 * The user's features tried on the training rows: names are free, types hold, the same row gives the same value twice, alone and
 * among others. The result has `kinds` fixed.
 *
 * @throws feature.user-feature-failed, feature.user-feature-type, feature.user-feature-name, feature.user-feature-unsteady,
 * feature.user-feature-not-row-wise
 */
export function checkUserFeatures(userFeatures: UserFeatures, rows: Rows, schema: Schema): UserFeatures {
  const taken = new Set([...schema.columns.map(({ name }) => name), ...rows.columns.keys()])
  const clash = userFeatures.columns.find((name) => taken.has(name))
  if (clash !== undefined) throw userFeatureName(clash)
  const together = applyUserFeatures(userFeatures, rows, schema)
  const kinds = Object.fromEntries(userFeatures.columns.map((name) => [name, together.columns.get(name)!.kind]))
  const checked = { ...userFeatures, kinds }
  const again = applyUserFeatures(checked, rows, schema)
  for (const name of userFeatures.columns) {
    for (let row = 0; row < rows.count; row++) {
      const same = sameCell([together.columns.get(name)!, row], [again.columns.get(name)!, row])
      if (!same) throw userFeatureUnsteady(name, row)
    }
  }
  for (const row of sampleOf(rows.count)) {
    const alone = applyUserFeatures(checked, takeRows(rows, Int32Array.of(row)), schema)
    for (const name of userFeatures.columns) {
      const same = sameCell([together.columns.get(name)!, row], [alone.columns.get(name)!, 0])
      if (!same) throw userFeatureNotRowWise(name, row)
    }
  }
  return checked
}

function sameCell(
  [first, firstRow]: readonly [Column, number],
  [second, secondRow]: readonly [Column, number],
): boolean {
  return Object.is(cellOf(first, firstRow), cellOf(second, secondRow))
}

function cellOf(column: Column, row: number): number | string | undefined {
  return column.kind === "number" ? column.values[row] : column.words[column.codes[row]!]
}

/** Rows at an even stride. */
function sampleOf(count: number): readonly number[] {
  const stride = Math.max(1, Math.ceil(count / MOST_SINGLE_ROWS))
  return Array.from({ length: Math.ceil(count / stride) }, (_, place) => place * stride)
}

const MOST_SINGLE_ROWS = 500
