/** What the values of a file's column are, before a person or `inferSchema` says what they mean. */
export type SourceType = "integer" | "number" | "boolean" | "date" | "datetime" | "string"

/** A value written as text, and how many rows have it. */
export interface WordCount {
  readonly word: string
  readonly count: number
}

/** Why a column gives the target away, in words for people. */
export interface LeakSuspect {
  readonly column: string
  readonly reason: string
  /** The other columns it needs for that: a difference or a sum gives the target away. */
  readonly together?: readonly string[]
}

/**
 * What is known of one column of a file: counted by `table`, read by `inferSchema`. Whole numbers are `integer` however the
 * file stores them.
 */
export interface ColumnFacts {
  readonly name: string
  readonly type: SourceType
  readonly rows: number
  readonly missing: number
  /** Count of different values, missing ones not counted; exact, unless `distinctEstimated`. */
  readonly distinct: number
  /** There are very many different fractions or instants, and how many decides nothing: the count is estimated from one in 16. */
  readonly distinctEstimated?: true
  /** Every row has a value and no two rows have the same. */
  readonly allUnique: boolean
  /** Up to ten values as the file writes them. */
  readonly examples: readonly string[]
  /** The header was empty and the name was made from the position. */
  readonly unnamed?: boolean
  /** What the file calls it, where another column has that name, or one that differs in capital letters only. */
  readonly called?: string
  /** Smallest and largest finite value; milliseconds since 1970 UTC of a date or datetime; absent when there is none. */
  readonly min?: number
  readonly max?: number
  /**
   * Strings: mean count of words between spaces, and mean count of characters, over rows that have a value; of a large table over
   * the rows that it is sketched from, at most 100,000.
   */
  readonly meanWords?: number
  readonly meanLength?: number
  /** Most frequent first, at most 1000; booleans as `true` and `false`, whole numbers without a fraction; not for numbers that have one. */
  readonly words?: readonly WordCount[]
  /** How the file writes the values, as `ColumnSchema` has it. */
  readonly format?: string
  /** What is written beside numbers, such as a currency or a percent sign. */
  readonly unit?: string
  /** Cells that mean "no value", besides those that always do. */
  readonly marks?: readonly string[]
  /** Strings: digits that name something, because they begin with zeros or are too long for a number. */
  readonly digits?: boolean
  readonly leak?: { readonly reason: string }
}
