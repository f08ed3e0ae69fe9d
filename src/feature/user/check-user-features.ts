import type { Rows, Schema } from "../../schema/index.ts"
import type { UserFeatures } from "./user-features.ts"

/**
 * The user's features tried on the training rows: names are free, types hold, the same row gives the same value twice, alone and
 * among others. The result has `kinds` fixed.
 *
 * @throws feature.user-feature-failed, feature.user-feature-type, feature.user-feature-name, feature.user-feature-unsteady,
 * feature.user-feature-not-row-wise
 */
export function checkUserFeatures(_userFeatures: UserFeatures, _rows: Rows, _schema: Schema): UserFeatures {
  throw new Error("not built yet")
}
