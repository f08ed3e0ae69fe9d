/**
 * Cells of a text file that mean "no value", after spaces at both ends are taken off: one list for training files, batch files
 * and request bodies, so that they cannot disagree.
 */
export const missingWords: readonly string[] = [
  "",
  "NA",
  "N/A",
  "n/a",
  "#N/A",
  "<NA>",
  "NaN",
  "nan",
  "NULL",
  "null",
  "None",
]
