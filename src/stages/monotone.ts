import { type Encoder, type Matrix, slopesAlong } from "../feature/index.ts"
import { monotoneColumnUnknown, monotoneNotNumber } from "./errors.ts"

/** Features in the direction the settings want of columns. */
export interface Directed {
  readonly matrix: Matrix
  /** features long: 1 where answers must rise with a feature, -1 where they must fall, else 0; absent when none must */
  readonly directions?: Int8Array
  readonly notes: readonly string[]
}

/**
 * Directions of features from those of columns. A feature that may both rise and fall with such a column, such as a ratio, is held
 * still, so that no estimator can read it.
 *
 * @throws stages.monotone-column-unknown, stages.monotone-not-a-number
 */
export function directFeatures(
  { encoder, matrix }: { readonly encoder: Encoder; readonly matrix: Matrix },
  wanted: Readonly<Record<string, "increasing" | "decreasing">>,
): Directed {
  const columns = Object.entries(wanted)
  if (columns.length === 0) return { matrix, notes: [] }
  const directions = new Int8Array(matrix.features.length)
  const still = new Set<number>()
  for (const [column, direction] of columns) {
    const input = encoder.inputs.find(({ name }) => name === column)
    const names = encoder.inputs.map(({ name }) => name)
    if (input === undefined) throw monotoneColumnUnknown(column, names)
    if (input.kind !== "number") throw monotoneNotNumber(column)
    const sign = direction === "increasing" ? 1 : -1
    for (const [feature, slope] of slopesAlong(encoder, column).entries()) {
      if (slope === undefined || directions[feature] === -sign * (slope || Number.NaN)) still.add(feature)
      else if (slope !== 0) directions[feature] = sign * slope
    }
  }
  const none = new Float32Array(matrix.rows)
  const held = matrix.columns.map((column, feature) => (still.has(feature) ? none : column))
  const names = [...still].map((feature) => matrix.features[feature]!.name)
  return { matrix: { ...matrix, columns: held }, directions, notes: notesOf(names) }
}

function notesOf(names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  const shown = names.slice(0, mostNamed).join(", ")
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ""
  return [
    `${names.length === 1 ? "a feature is" : "features are"} not used, so that train.monotone is kept: ${shown}${more}`,
  ]
}

const mostNamed = 5
