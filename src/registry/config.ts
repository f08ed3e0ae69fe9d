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
})

export type RegistrySettings = z.infer<typeof registrySettings>
