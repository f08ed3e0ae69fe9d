import { plot } from "./ground"

/** What a search for a split of a node reads, in the order that `scanPacked` wants, and the best one so far, as it writes it. */
@unmanaged
export class Search {
  minLeaf: f64
  minHessian: f64
  shrink: f64
  unit: f64
  count: f64
  gradient: f64
  hessian: f64
  floor: f64
  score: f64
  leftCount: f64
  leftGradient: f64
  leftHessian: f64
  feature: i32
  cut: i32
  /** 1: missing rows go left; 0: right; -1: there are none. */
  missing: i32
}

/** Where the best split lies in a search. */
export const RECORD: usize = 64

@inline
export function search(): Search {
  return changetype<Search>(plot.bench)
}

/** Sums, prefixes and vectors of the search at hand; how they lie is its own matter. */
@inline
export function workArea(): usize {
  return plot.bench + 128
}

/** Features drawn for the node, ascending, four bytes each; and behind them a byte for each of all. */
@inline
export function drawnFeatures(): usize {
  return plot.bench + 24_576
}
