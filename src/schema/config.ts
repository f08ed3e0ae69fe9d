import { z } from "zod"

const severity = z.enum(["error", "warn", "off"])

/** Section `validate` of mlwright.yaml. */
export const validateSettings = z.strictObject({
  rows: severity
    .default("error")
    .describe("Too few rows, too many, or too large a change since the last run: error, warn or off"),
  minRows: z.int().min(1).default(10).describe("Fewest rows a table must have"),
  maxRows: z.int().min(1).optional().describe("Most rows a table may have; any number when left out"),
  maxRowsChange: z
    .number()
    .positive()
    .optional()
    .describe(
      "Largest change of the number of rows since the last run, as a share of them: 0.5 takes from half to half as many again; any when left out",
    ),
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
  unknownColumns: severity.default("warn").describe("A column that schema.yaml does not name: error, warn or off"),
  duplicates: severity
    .default("warn")
    .describe("More rows that occur twice, in all columns, than maxDuplicateShare: error, warn or off"),
  maxDuplicateShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe("Largest share of rows that repeat an earlier row in all columns"),
  freshness: severity
    .default("error")
    .describe("A newest time older than maxAgeHours, or in the future: error, warn or off"),
  maxAgeHours: z
    .number()
    .positive()
    .optional()
    .describe("Largest age of the newest value of the time column, in hours; any age when left out"),
  drift: severity.default("error").describe("Rows that no longer look like the training rows: error, warn or off"),
  driftShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe("Share of drifted columns from which the whole table counts as drifted"),
  driftMethod: z
    .enum(["auto", "stability-index"])
    .default("auto")
    .describe(
      "What decides: auto takes the test by type and rows (Kolmogorov-Smirnov, chi-square, z-test; over driftSmallRows rows the Wasserstein or Jensen-Shannon distance), stability-index the PSI",
    ),
  driftDistance: z
    .number()
    .positive()
    .max(1)
    .default(0.1)
    .describe(
      "Change that is large enough to matter: Wasserstein distance in standard deviations of a number, else Jensen-Shannon distance (natural logarithm)",
    ),
  driftStabilityIndex: z
    .number()
    .positive()
    .default(0.1)
    .describe("Population stability index that is large enough to matter, with driftMethod stability-index"),
  driftSignificance: z
    .number()
    .positive()
    .max(0.5)
    .default(0.05)
    .describe("Chance of one false alarm over all columns of an unchanged table, whatever its number of rows"),
  driftSmallRows: z
    .int()
    .min(0)
    .default(1000)
    .describe(
      "Training rows up to which drift is judged by a test, beyond by a distance with a limit found by resampling",
    ),
  driftMinRows: z.int().min(1).default(30).describe("Fewest values of a column for which drift is looked for"),
})

export type ValidateSettings = z.infer<typeof validateSettings>
