import type { Random } from "../base/index.ts"
import { applyUserFeatures, fitEncoder, type UserFeatures } from "../feature/index.ts"
import type { Rows, Schema } from "../schema/index.ts"
import type { StageSettings } from "./context.ts"

export interface Training {
  readonly rows: Rows
  readonly schema: Schema
  /** Of the rows. */
  readonly target: Float64Array
  readonly classes: number
  readonly user: UserFeatures | undefined
}

/** Learn on training rows how columns become numbers. */
export function learnFeatures(
  { rows, schema, target, classes, user }: Training,
  settings: StageSettings,
  random: Random,
): ReturnType<typeof fitEncoder> {
  const userColumns = user === undefined ? {} : { userColumns: user.columns }
  const input = {
    rows: user === undefined ? rows : applyUserFeatures(user, rows, schema),
    schema,
    target,
    task: settings.task,
    classes,
    ...userColumns,
  }
  return fitEncoder(input, settings.features, random.fork("encoder"))
}
