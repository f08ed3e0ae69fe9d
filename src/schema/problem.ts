/** What can be wrong with a value that came from outside. The codes are stable: clients test for them. */
export const problemCodes = [
  "not-a-record",
  "unknown-field",
  "unused-field",
  "duplicate-field",
  "missing-field",
  "missing-value",
  "wrong-type",
  "not-finite",
  "out-of-range",
  "bad-date",
  "cell-count",
  "unseen-category",
] as const
export type ProblemCode = (typeof problemCodes)[number]

/** One thing wrong with one field of one row. */
export interface Problem {
  /** Position in the request, from 0; null when the header is wrong. */
  readonly row: number | null
  /** null when the whole row is wrong */
  readonly field: string | null
  readonly code: ProblemCode
  /** Such as `a number from 0 to 120`. */
  readonly wanted: string
  /** What came, as JSON, shortened. */
  readonly got: string
  /** A sentence with all of it, no full stop. */
  readonly message: string
}
