import type { Feature } from "./matrix.ts"

/**
 * What was learnt about columns from the training rows, as plain JSON data: the same value in training, batch, HTTP, container and
 * browser. Every block reads one row at a time, so a row alone and the same row in a batch give the same bits.
 */
export interface Encoder {
  /** Columns of rows that are read, the user's own included. */
  readonly inputs: readonly EncoderInputColumn[]
  /** Blocks write their features in this order, one block after the other. */
  readonly features: readonly Feature[]
  readonly blocks: readonly Block[]
  /** Columns that give no feature, each with the reason in words for people. */
  readonly dropped: readonly Dropped[]
}

export interface EncoderInputColumn {
  readonly name: string
  /** How the column is stored: see `Column`. */
  readonly kind: "number" | "string"
  /** Median or most frequent value of the training rows; null when all were missing. */
  readonly typical: number | string | null
}

export interface Dropped {
  readonly column: string
  readonly reason: string
}

export type Block = NumberBlock | CategoryBlock | TextBlock

/** One number a row and the forms estimators want it in. Features, in order: raw (if `raw`), one for each scaling, flag (if `flag`). */
export interface NumberBlock {
  readonly kind: "number"
  readonly source: NumberSource
  /** Taken off the raw value, so that float32 keeps small differences of large numbers; 0 unless that is needed. */
  readonly offset: number
  /** As it is, missing stays NaN. */
  readonly raw: boolean
  readonly scalings: readonly Scaling[]
  /** One more feature: 1 when missing, else 0. */
  readonly flag: boolean
}

/** `(clip(shape(value), low, high) - mean) / deviation`; a missing value is `fill` first. */
export interface Scaling {
  /** `log` is sign(x) log(1 + |x|). */
  readonly shape: "identity" | "log"
  readonly fill: number
  readonly low: number
  readonly high: number
  readonly mean: number
  readonly deviation: number
}

export type NumberSource =
  | { readonly kind: "column"; readonly column: string }
  | { readonly kind: "datePart"; readonly column: string; readonly part: DatePart }
  /** Days since `origin`, milliseconds since 1970 UTC. */
  | { readonly kind: "age"; readonly column: string; readonly origin: number }
  /** Hours from one time to another. */
  | { readonly kind: "elapsed"; readonly from: string; readonly to: string }
  | { readonly kind: "ratio"; readonly top: string; readonly bottom: string }
  | {
      readonly kind: "journey"
      readonly from: PointColumns
      readonly to: PointColumns
      readonly measure: JourneyMeasure
    }
  /** Kilometres along a line through `origin` turned by `radians` from east. */
  | { readonly kind: "rotated"; readonly point: PointColumns; readonly origin: Place; readonly radians: number }
  /** Kilometres to `origin`. */
  | { readonly kind: "distance"; readonly point: PointColumns; readonly origin: Place }
  | { readonly kind: "textLength"; readonly column: string; readonly unit: "characters" | "words" }

export const dateParts = [
  "hour",
  "minuteOfDay",
  "dayOfWeek",
  "hourOfWeek",
  "dayOfMonth",
  "month",
  "dayOfYear",
  "weekend",
  "daySin",
  "dayCos",
  "halfDaySin",
  "halfDayCos",
  "weekSin",
  "weekCos",
  "yearSin",
  "yearCos",
] as const
export type DatePart = (typeof dateParts)[number]

export const journeyMeasures = [
  "haversine",
  "manhattan",
  "bearing",
  "bearingSin",
  "bearingCos",
  "north",
  "east",
] as const
export type JourneyMeasure = (typeof journeyMeasures)[number]

/** Names of two columns, in degrees. */
export interface PointColumns {
  readonly latitude: string
  readonly longitude: string
}

/** Degrees. */
export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/**
 * One of a few states a row: state s < levels long is level s, the next is "other" (rare or never seen), the last is missing.
 * Features, in order: a 0/1 for each of `oneHot`, then one for each table.
 */
export interface CategoryBlock {
  readonly kind: "category"
  readonly source: CategorySource
  /** States that get a 0/1 feature. */
  readonly oneHot: readonly number[]
  /** Each levels + 2 long, by state; null is NaN. */
  readonly tables: readonly (readonly (number | null)[])[]
}

export type CategorySource =
  | { readonly kind: "words"; readonly column: string; readonly levels: readonly string[] }
  | { readonly kind: "numbers"; readonly of: NumberSource; readonly levels: readonly number[] }
  /** The nearest of some places; the level is its index. */
  | { readonly kind: "nearest"; readonly point: PointColumns; readonly centres: readonly Place[] }

/** log(1 + number of words hashed into each bucket); `buckets` features. */
export interface TextBlock {
  readonly kind: "text"
  readonly column: string
  readonly buckets: number
}
