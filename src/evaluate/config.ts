import { z } from "zod"
import { metricNames } from "./metrics/metric.ts"
import { soughtPattern } from "./metrics/sought-metric.ts"

const plainNames = ["auto", ...new Set(Object.values(metricNames).flat())] as const

/** The `evaluate` section of the settings. */
export const evaluateSettings = z.strictObject({
  primary: z
    .union([
      z.enum(plainNames),
      z.string().regex(soughtPattern, { error: `one of ${plainNames.join(", ")}, or a name such as pinball-0.9` }),
    ])
    .default("auto")
    .describe(
      "Metric that decides: training seeks it and the gate compares it; auto is that of train.loss, or rmse, auc or logLoss by task. A regression can also be judged by pinball-0.9 (any quantile), poissonDeviance or tweedieDeviance-1.5 (any power between 1 and 2)",
    ),
  threshold: z
    .union([z.enum(["costs", "f1", "accuracy"]), z.number().gt(0).lt(1)])
    .default("costs")
    .describe(
      "Probability above which the second of two classes is answered: a number, or what is best on out-of-fold answers by evaluate.costs, f1 or accuracy",
    ),
  costs: z
    .strictObject({
      falsePositive: z
        .number()
        .positive()
        .default(1)
        .describe("Cost of answering the second of two classes where the first is true, in any unit"),
      falseNegative: z
        .number()
        .positive()
        .default(1)
        .describe("Cost of answering the first of two classes where the second is true, in the same unit"),
    })
    .prefault({})
    .describe("What wrong answers to two classes cost"),
  bootstrapSamples: z
    .int()
    .min(50)
    .max(10_000)
    .default(1000)
    .describe("Bootstrap samples behind every interval; fewer are drawn when rows are many"),
  confidence: z
    .number()
    .min(0.5)
    .max(0.999)
    .default(0.95)
    .describe("Share of the bootstrap samples inside an interval"),
  sliceMinRows: z.int().min(2).default(30).describe("Fewest rows of a slice that is reported"),
  maxSlices: z.int().min(0).max(200).default(30).describe("Most slices that are reported, worst first; 0 for none"),
  importanceRepeats: z
    .int()
    .min(0)
    .max(20)
    .default(3)
    .describe("Times each column is shuffled to measure its importance; 0 leaves importance out"),
  explainedRows: z
    .int()
    .min(0)
    .max(5000)
    .default(300)
    .describe("Held-out rows, drawn at random, whose answers are explained column by column; 0 leaves that out"),
  dependenceColumns: z
    .int()
    .min(0)
    .max(30)
    .default(6)
    .describe("Columns, those that matter most, for which is shown how the answer follows them; 0 leaves that out"),
})

export type EvaluateSettings = z.infer<typeof evaluateSettings>
