import { nodes } from "./ground"

// A node of a tree being grown, in 64 bytes.
export const NODE_SHIFT: usize = 6
export const GRADIENT: usize = 0
export const GAIN: usize = 8
export const LEFT_GRADIENT: usize = 16
export const START: usize = 24
export const END: usize = 28
export const COUNT: usize = 32
export const LEFT_COUNT: usize = 36
/** The left child, 0 for a leaf; the right one is behind it. */
export const LEFT: usize = 40
export const FEATURE: usize = 44
export const CUT: usize = 48
export const MISSING_LEFT: usize = 52
export const DEPTH: usize = 56
/** Which list holds its rows: 0 or 1, and 2 more where the list holds places in what is near. */
export const LIST: usize = 60

export let made: i32 = 0

export function clearNodes(): void {
  made = 0
}

@inline
export function nodeAt(position: i32): usize {
  return nodes + ((<usize>position) << NODE_SHIFT)
}

/** @returns its address; what a split would say is still to be written */
export function newNode(start: i32, end: i32): usize {
  const node = nodeAt(made)
  made += 1
  store<f64>(node + GAIN, 0)
  store<i32>(node + START, start)
  store<i32>(node + END, end)
  store<i32>(node + LEFT, 0)
  return node
}
