import { z } from "zod"

/** Section `track` of mlwright.yaml. */
export const trackSettings = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe("Record every run: settings, metrics, stage times, data hashes, artifacts"),
  experiment: z
    .string()
    .min(1)
    .max(500)
    .default("Default")
    .describe("Experiment that new runs belong to; made when it does not exist"),
})

export type TrackSettings = z.infer<typeof trackSettings>
