import { z } from "zod"
import { metricNames } from "./metric.ts"

/** The `evaluate` section of the settings. */
export const evaluateSettings = z.strictObject({
  primary: z
    .enum(["auto", ...new Set(Object.values(metricNames).flat())])
    .default("auto")
    .describe("Metric that decides: training seeks it and the gate compares it; auto is rmse, auc or logLoss by task"),
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
})

export type EvaluateSettings = z.infer<typeof evaluateSettings>
