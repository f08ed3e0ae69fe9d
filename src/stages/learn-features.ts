import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Progress, Random } from "../base/index.ts"
import {
  applyUserFeatures,
  checkUserFeatures,
  compileUserFeatures,
  fitEncoder,
  type UserFeatures,
} from "../feature/index.ts"
import type { Rows, Schema } from "../schema/index.ts"
import type { StageSettings } from "./context.ts"
import { projectPaths } from "./paths.ts"

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

/** `src/features.ts`, compiled and tried on training rows; undefined when there is none or it adds nothing. */
export async function readUserFeatures(
  root: string,
  training: { readonly rows: Rows; readonly schema: Schema; readonly progress: Progress },
): Promise<UserFeatures | undefined> {
  const path = join(root, projectPaths.userFeatures)
  if (!existsSync(path)) return undefined
  const { userFeatures } = await compileUserFeatures(path)
  if (userFeatures.columns.length === 0) return undefined
  training.progress({ text: `trying ${userFeatures.columns.length} features of your own` })
  return checkUserFeatures(userFeatures, training.rows, training.schema)
}
