import { z } from "zod"
import { ensembleShape, tuneShape } from "./question.ts"
import { familySettings, settingMeant } from "./search/families.ts"

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
  loss: z
    .enum(["auto", "squared", "absolute", "huber", "quantile", "poisson", "tweedie"])
    .default("auto")
    .describe(
      "Error of a regression that training makes small, and by which evaluate.primary: auto judges: auto follows evaluate.primary; quantile answers train.quantile of the target instead of its mean; poisson is for counts, tweedie for amounts of which many are zero",
    ),
  quantile: z
    .number()
    .min(0.001)
    .max(0.999)
    .default(0.9)
    .describe("With train.loss: quantile, the share of targets that is to lie below the answer"),
  huberDelta: z
    .union([z.literal("auto"), z.number().positive()])
    .default("auto")
    .describe(
      "With train.loss: huber, the error in the target's unit beyond which it counts as absolute and no longer squared; auto is what nine of ten targets are at most away from their median",
    ),
  tweediePower: z
    .number()
    .min(1.01)
    .max(1.99)
    .default(1.5)
    .describe(
      "With train.loss: tweedie, the power of the mean with which the variance grows, near 1 for counts, near 2 for amounts",
    ),
  growth: z
    .enum(["leaf", "depth"])
    .default("leaf")
    .describe(
      "How boosted trees grow: leaf splits the leaf with the largest gain, which learns more with as many leaves; depth finishes a level before the next, which keeps trees even",
    ),
  monotone: z
    .record(z.string(), z.enum(["increasing", "decreasing"]))
    .default({})
    .describe(
      "Columns along which answers must never fall (increasing) or never rise (decreasing) while the rest of the row stays, such as {income: increasing}; of two classes the chance of the second is meant. Kept exactly, by boosting only; features of your own must keep it themselves",
    ),
  classWeight: z
    .union([z.enum(["none", "balanced"]), z.record(z.string(), z.number().min(0))])
    .default("none")
    .describe(
      "How much the rows of each class count in training and in its choice among candidates, not in metrics of held-out rows: balanced gives every class the same sum; a map such as {yes: 5} names numbers, 1 for the others. A column with role: weight in schema.yaml weighs single rows, everywhere",
    ),
  estimators: z
    .union([z.literal("auto"), z.array(z.enum(familySettings)).min(1)], {
      error: ({ input }) => settingMeant([input].flat()),
    })
    .default("auto")
    .describe(
      `Families to try: auto for all of them (lasso and elasticNet only where a feature has fewer than 30 rows), or a list of ${familySettings.join(", ")}`,
    ),
  folds: z.int().min(2).max(20).default(5).describe("Parts of the cross-validation that compares candidates"),
  maxTrials: z
    .union([z.literal("auto"), z.int().min(1).max(200)])
    .default("auto")
    .describe("Most candidates to try, the baseline not counted: auto for 16, or 48 with prefer: best"),
  warmStart: z
    .string()
    .trim()
    .min(1)
    .default("never")
    .describe(
      "Model to go on from: its features are taken over and its boosted trees get more, learnt from the rows there are now. never; champion for the version that serves, where there is one; or any model REF such as 3, latest, homes@champion or a folder. Looked up when the features are made anew",
    ),
  warmStartRounds: z
    .union([z.literal("auto"), z.int().min(1).max(5000)])
    .default("auto")
    .describe(
      "With train.warmStart, boosting rounds to add: auto for as many as bring something in cross-validation, none if none does, which wants rows the model has not learnt from",
    ),
  prefer: z
    .enum(["small", "balanced", "best"])
    .default("balanced")
    .describe(
      "What matters beside the score: small for one model, under 200 kB where that costs no more than noise; balanced for a few candidates together, each fitted up to three times where the model stays small; best for more candidates, each fitted several times, up to 10 MB",
    ),
  storeRows: z
    .boolean()
    .default(false)
    .describe(
      "Try estimators that answer by the training rows themselves (neighbours): the model then holds the features and targets of these rows, up to 1 MB, which whoever has the model can read",
    ),
  memoryMegabytes: z
    .union([z.literal("auto"), z.int().min(1)])
    .default("auto")
    .describe(
      "Memory training may take, in megabytes; what it will need is estimated first, and it stops before it starts when that is more. What the program takes without a table is not counted. auto is four fifths of the machine's or the container's",
    ),
  mode: z
    .enum(["auto", "ask"])
    .default("auto")
    .describe(
      "Who leads the search: auto goes on by itself; ask stops after a first round in half of the time, shows the candidates and asks what to tune and what to put together, on a terminal or by mlwright run --answers FILE",
    ),
  tune: tuneShape
    .optional()
    .describe(
      "With train.mode: ask, the answer to what is tuned: candidates or families with the grid of each, such as {boosting: {leaves: [15, 31]}}; an empty grid lets the scores propose, {} tunes nothing. Asked when left out",
    ),
  ensemble: ensembleShape
    .optional()
    .describe(
      "With train.mode: ask, the answer to what is put together: auto whatever helps beyond noise, none, or a list of candidates or families. Asked when left out",
    ),
  threads: z
    .union([z.literal("auto"), z.int().min(1).max(64)])
    .default("auto")
    .describe(
      "Most threads, or auto for the cores of the machine, at most 8: they share the work of each tree of a large table, try several candidates of a smaller one at once, and leave a tiny one to one thread. The model does not depend on it",
    ),
  blend: z
    .boolean()
    .default(true)
    .describe(
      "Combine candidates when that is better than the best one by more than noise, and fit what is kept several times where train.prefer says so; otherwise the model is one fit",
    ),
  calibrate: z
    .enum(["auto", "smooth", "isotonic", "never"])
    .default("auto")
    .describe(
      "Correct the probabilities of a classification so that what is stated is how often it happens: auto when rows and classes count the same and that lowers the log loss by more than noise; smooth for Platt's, the beta or a softmax map, isotonic for a rising line, both whatever they bring",
    ),
})

export type CalibrationSetting = TrainSettings["calibrate"]

export type TrainSettings = z.infer<typeof trainSettings>
