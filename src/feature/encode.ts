import type { Rows } from "../schema/index.ts"
import type { Encoder } from "./encoder.ts"
import type { Matrix } from "./matrix.ts"

/** Rows `first` to `first + count - 1`. */
export interface Span {
  readonly first: number
  readonly count: number
}

/**
 * Writes the features of a span of rows: `out` is features long, each at least `span.count` long.
 */
export type WriteFeatures = (rows: Rows, span: Span, out: readonly Float32Array[]) => void

export function encode(_encoder: Encoder, _rows: Rows): Matrix {
  throw new Error("not built yet")
}

/** @param needed indices of features to write; the others are left as they are. All by default */
export function compileEncoder(_encoder: Encoder, _needed?: ReadonlySet<number>): WriteFeatures {
  throw new Error("not built yet")
}
