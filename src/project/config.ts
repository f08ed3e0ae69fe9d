import { z } from "zod"
import { evaluateSettings } from "../evaluate/index.ts"
import { featureSettings } from "../feature/index.ts"
import { modelSettings } from "../model/index.ts"
import { gateSettings, registrySettings } from "../registry/index.ts"
import { tasks, validateSettings } from "../schema/index.ts"
import { logSettings, serveSettings } from "../serve/index.ts"
import { splitSettings } from "../stages/index.ts"
import { dataSettings } from "../table/index.ts"
import { trackSettings } from "../track/index.ts"
import { trainSettings } from "../train/index.ts"
import { diarySettings } from "./log.ts"

/** Every setting of `mlwright.yaml`: types, JSON Schema, docs page and `--set` all come from here. */
export const configSchema = z.strictObject({
  data: dataSettings,
  target: z
    .strictObject({
      name: z.string().min(1).describe("Column to predict, or the name given to the expression"),
      expression: z
        .string()
        .min(1)
        .optional()
        .describe(
          "SQL expression over the table's columns that computes the target; those columns are then no features",
        ),
    })
    .describe("What is predicted"),
  task: z.enum(tasks).describe("What kind of answer: regression, binary or multiclass"),
  split: splitSettings.prefault({}).describe("Which rows are held out for the final evaluation"),
  validate: validateSettings.prefault({}).describe("Rules that data must keep"),
  features: featureSettings.prefault({}).describe("How columns become numbers"),
  train: trainSettings.prefault({}).describe("How models are searched and trained"),
  model: modelSettings.prefault({}).describe("What the model folder holds"),
  evaluate: evaluateSettings.prefault({}).describe("How the model is judged on held-out rows"),
  gate: gateSettings.prefault({}).describe("When a new version becomes the champion"),
  track: trackSettings.prefault({}).describe("What is recorded of a run"),
  registry: registrySettings.prefault({}).describe("Where versions are named"),
  serve: serveSettings.prefault({}).describe("The prediction server"),
  log: z
    .strictObject({ ...logSettings.shape, ...diarySettings.shape })
    .prefault({})
    .describe("The prediction log, and the log of the tool itself"),
})

/** The resolved, frozen settings: no key that has a default is absent. */
export type Config = z.output<typeof configSchema>
