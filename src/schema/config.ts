import { z } from "zod"

const severity = z.enum(["error", "warn", "off"])

/** Section `validate` of mlwright.yaml. */
export const validateSettings = z.strictObject({
  minRows: z.int().min(1).default(10).describe("Fewest rows a table must have"),
  minClassRows: z.int().min(1).default(2).describe("Fewest rows each class of a classification target must have"),
  missing: severity.default("error").describe("A missing value in a column that is not nullable: error, warn or off"),
  range: severity.default("error").describe("A number outside the range of its column: error, warn or off"),
  categories: severity
    .default("warn")
    .describe("A word that is not among the categories of its column: error, warn or off"),
  pattern: severity
    .default("error")
    .describe("A word that does not match the pattern of its column: error, warn or off"),
  unique: severity.default("warn").describe("A value that occurs twice in an id column: error, warn or off"),
  drift: severity.default("error").describe("Rows that no longer look like the training rows: error, warn or off"),
  driftShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe("Share of drifted columns from which the whole table counts as drifted"),
  driftDistance: z
    .number()
    .positive()
    .max(1)
    .default(0.1)
    .describe(
      "Jensen-Shannon distance (natural logarithm) from which a column counts as drifted, over driftSmallRows rows",
    ),
  driftSignificance: z
    .number()
    .positive()
    .max(0.5)
    .default(0.05)
    .describe("Chance of one false alarm over all columns of a table of at most driftSmallRows rows"),
  driftSmallRows: z
    .int()
    .min(0)
    .default(1000)
    .describe("Rows up to which drift is a chi-square test and not a distance"),
  driftMinRows: z.int().min(1).default(30).describe("Fewest values of a column for which drift is looked for"),
})

export type ValidateSettings = z.infer<typeof validateSettings>
