import { z } from "zod"

/** Section `features` of the project file. */
export const featureSettings = z.strictObject({
  maxOneHot: z
    .int()
    .min(0)
    .max(1000)
    .default(30)
    .describe("A category column with at most this many words gets one 0/1 feature a word for linear models"),
  minCategoryRows: z
    .int()
    .min(1)
    .default(5)
    .describe("Words with fewer training rows are put together as rare; words never seen are treated like them"),
  maxLevels: z
    .int()
    .min(1)
    .max(100_000)
    .default(10_000)
    .describe("Most words remembered for one category column, the most frequent first"),
  targetEncoding: z
    .boolean()
    .default(true)
    .describe("Give many-worded categories their mean target, computed out of fold on the training rows"),
  targetFolds: z.int().min(2).max(50).default(5).describe("Folds of the out-of-fold mean target"),
  categoryCodes: z
    .boolean()
    .default(false)
    .describe("Give trees the categories themselves, which they split by sets, besides their other forms"),
  dates: z.boolean().default(true).describe("Split dates into hour, day of week, month and the like"),
  places: z
    .boolean()
    .default(true)
    .describe("Turn latitude and longitude columns into distances, directions and neighbourhoods"),
  placeCentres: z
    .int()
    .min(0)
    .max(500)
    .default(200)
    .describe("Most neighbourhoods learnt from the training points of one place"),
  ratios: z.boolean().default(true).describe("Divide positive columns that grow together by one another"),
  maxRatioColumns: z.int().min(2).default(60).describe("With more numeric columns than this, no ratios are tried"),
  textBuckets: z
    .int()
    .min(0)
    .max(4096)
    .default(64)
    .describe("Features into which the words of one text column are hashed"),
  memoryMegabytes: z
    .int()
    .min(1)
    .default(1500)
    .describe(
      "Memory for the training rows and their features, in megabytes; of a larger table a sample of the rows is used, which the run says",
    ),
  clipDeviations: z
    .number()
    .positive()
    .default(10)
    .describe("Linear features are held within this many standard deviations of their mean"),
})

export type FeatureSettings = z.infer<typeof featureSettings>
