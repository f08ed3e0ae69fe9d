import { z } from "zod"
import { familySettings } from "./search/families.ts"

export const trainSettings = z.strictObject({
  budgetSeconds: z
    .number()
    .positive()
    .default(60)
    .describe(
      "Time for the search and the final fit, in seconds of a slow core; small tables end long before it, and a faster machine gives the same model sooner. A machine slower still is stopped 10 seconds after it, and says so",
    ),
  seed: z
    .int()
    .min(0)
    .default(1)
    .describe("Seed of every random choice; the same seed and rows give the same model bytes"),
  estimators: z
    .union([z.literal("auto"), z.array(z.enum(familySettings)).min(1)])
    .default("auto")
    .describe(`Families to try: auto for all of them, or a list of ${familySettings.join(", ")}`),
  folds: z.int().min(2).max(20).default(5).describe("Parts of the cross-validation that compares candidates"),
  maxTrials: z.int().min(1).max(200).default(16).describe("Most candidates to try, the baseline not counted"),
  threads: z
    .union([z.literal("auto"), z.int().min(1).max(64)])
    .default("auto")
    .describe(
      "Most threads that grow a tree, or auto for the cores of the machine, at most 8; a table too small to gain takes one. The model does not depend on it",
    ),
  blend: z
    .boolean()
    .default(true)
    .describe("Combine candidates when that is better than the best one by more than noise"),
})

export type TrainSettings = z.infer<typeof trainSettings>
