/**
 * Cells of a text file that mean "no value": one list for training files, batch files and request bodies, so that they cannot
 * disagree. Spaces at both ends are taken off first for numbers, truth values and dates, and belong to the word otherwise.
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

/** Words of a column's own that are plain numbers: a sentinel such as -999 is missing however it is written, `-999.0` too. */
export function missingNumbers(own: readonly string[] = []): readonly number[] {
  return own.filter((word) => /^[+-]?\d+(?:\.\d+)?$/.test(word)).map(Number)
}
