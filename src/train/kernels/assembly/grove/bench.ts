import { bench } from "./ground"

// Places of the work area, from its start. All of the histograms and marks for few rows are zero between features.

/** What a scan reads: fewest rows of a leaf, smallest hessian, shrink, unit; count, gradient, hessian and floor of the node. */
const KNOWN: usize = 0
/** The best split so far, as `../scan.ts` writes it. */
const RECORD: usize = 64
/** Vectors of a search for drawn cuts. */
const VECTORS: usize = 128
/** By four features: which bins have rows, a bit each. */
const MARKS: usize = 512
/** Sums up to each bin that has rows, and that bin. */
const PREFIXES: usize = 1024
const BINS: usize = 4096
/** By four features: 256 bins of sums of few rows, and of many. */
const FEW: usize = 8192
const MANY: usize = 16_384
/** Features drawn, ascending, four bytes each; and behind them as many bits. */
const DRAWN: usize = 24_576

@inline
export function known(): usize {
  return bench + KNOWN
}
@inline
export function record(): usize {
  return bench + RECORD
}
@inline
export function vectors(): usize {
  return bench + VECTORS
}
@inline
export function marks(): usize {
  return bench + MARKS
}
@inline
export function prefixes(): usize {
  return bench + PREFIXES
}
@inline
export function prefixBins(): usize {
  return bench + BINS
}
@inline
export function fewSums(): usize {
  return bench + FEW
}
@inline
export function manySums(): usize {
  return bench + MANY
}
@inline
export function drawnFeatures(): usize {
  return bench + DRAWN
}
