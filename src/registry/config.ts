import { z } from "zod"

/** Section `gate` of mlwright.yaml. */
export const gateSettings = z.strictObject({
  minImprovementOverBaseline: z
    .number()
    .min(0)
    .default(0)
    .describe(
      "By how much, in the unit of the primary metric, a new version must be better than the baseline; judged at the near end of the interval of the paired difference, so 0 means better without doubt",
    ),
  championTolerance: z
    .number()
    .min(0)
    .max(1)
    .default(0.001)
    .describe(
      "Part of what the champion gains over the baseline that a new version may lose and still become champion; a smaller loss is real but of no use to know",
    ),
  allowWorseThanChampion: z
    .boolean()
    .default(false)
    .describe("Let a new version become champion although it is worse than the present one without doubt"),
})

export type GateSettings = z.infer<typeof gateSettings>

/** Section `registry` of mlwright.yaml. */
export const registrySettings = z.strictObject({
  enabled: z.boolean().default(true).describe("Register a version when a run ends well"),
  model: z.string().default("").describe("Name of the registered model; empty takes the project's name"),
  championAlias: z
    .string()
    .regex(/^[\w-]+$/)
    .default("champion")
    .describe("Alias that a version gets when it passes the gate"),
  gitTags: z
    .boolean()
    .default(false)
    .describe(
      "Tell git of each version and of each champion by tags in the form of GTO, such as taxi@v3.0.0 and taxi#champion#2",
    ),
  branch: z
    .string()
    .regex(/^(?:[\w-][\w./-]*)?$/)
    .default("")
    .describe(
      "Branch of git that is made or moved forward to a commit with the dvc.lock of each new champion, such as best-model, so that deployment can hang on it; empty for none",
    ),
})

export type RegistrySettings = z.infer<typeof registrySettings>
